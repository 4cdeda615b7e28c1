/// Where revocations are announced to all nodes.
package protocol RevocationPublisher: Sendable {
    /// Announces revocations, kept until they expire; returns when the store has them.
    func publish(_ revocations: [Revocation]) async throws(StoreFailure)
}
