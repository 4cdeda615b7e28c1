/// Plays the sequences of known clients against a server and tells which of them can sign in.
package struct Doctor: Sendable {
    private let target: DoctorTarget
    private let network: DoctorNetwork

    /// Makes the doctor of one address.
    package init(_ target: DoctorTarget, network: DoctorNetwork) {
        self.target = target
        self.network = network
    }

    /// The verdicts, in the order of the clients.
    package func verdicts(on clients: [DoctorClient]) async -> [DoctorVerdict] {
        var verdicts: [DoctorVerdict] = []
        // One after the other: a crowd from one address is what rate limits are for.
        for client in clients {
            verdicts.append(DoctorVerdict(client, await DoctorSequence(client, target, network).play()))
        }
        return verdicts
    }
}
