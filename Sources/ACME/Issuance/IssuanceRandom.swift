/// Where the randomness of issuances comes from; tests put seeded numbers in.
package struct IssuanceRandom: RandomNumberGenerator, Sendable {
    private let draw: @Sendable () -> UInt64

    /// Takes numbers from a source that any thread may ask.
    package init(_ draw: @escaping @Sendable () -> UInt64) { self.draw = draw }

    /// The system's.
    package static var system: IssuanceRandom {
        IssuanceRandom {
            var generator = SystemRandomNumberGenerator()
            return generator.next()
        }
    }

    package mutating func next() -> UInt64 { draw() }
}
