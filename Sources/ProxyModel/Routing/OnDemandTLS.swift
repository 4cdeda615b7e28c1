/// Leave to obtain certificates at the first handshake for a name that a wildcard or the catch-all serves.
package struct OnDemandTLS: Sendable, Equatable {
    /// Globs of the names that may have one; empty = whatever the settings permit.
    package var names: [String]
    /// How many labels a name may have before the wildcard's suffix; for the catch-all, before the registered domain.
    package var maxDepth: Int

    /// Makes a leave, by default for names one label deep.
    package init(names: [String] = [], maxDepth: Int = 1) {
        self.names = names
        self.maxDepth = maxDepth
    }
}
