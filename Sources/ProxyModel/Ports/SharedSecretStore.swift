/// Secrets that all nodes share, sealed before they reach the store.
package protocol SharedSecretStore: Sendable {
    /// The secret as this node knows it; nil when there is none.
    func secret(_ name: String) throws -> [UInt8]?

    /// The names of secrets that begin with a text, sorted, as this node knows them.
    func names(startingWith prefix: String) throws -> [String]

    /// Replaces a secret by what `change` makes of it (nil = there is none), and returns what is in force afterwards.
    ///
    /// `change` may be called again when another node was faster; returning an equal value writes nothing.
    func update(_ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]) async throws -> [UInt8]
}
