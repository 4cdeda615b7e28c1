import Testing

/// Random events and faults against a real worker; a seed that fails is named by the test's argument.
@Suite struct SimulationTests {
    private static let seeds: [UInt64] = [1, 2, 3] + (0..<3).map { _ in .random(in: .min ... .max) }

    @Test(arguments: seeds) func `nobody gets what is another's, and nobody is left behind`(_ seed: UInt64) throws {
        try Simulation(seed: seed).run(steps: 4_000)
    }
}
