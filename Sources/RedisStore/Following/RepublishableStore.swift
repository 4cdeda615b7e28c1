package import ProxyModel

/// A store that a configuration can be brought back to after it was emptied.
package protocol RepublishableStore: ConfigurationStore {
    /// Commits at a revision above both the store's and `held`, so that every node that still serves `held` adopts it.
    func republish(
        _ changes: [Change], expecting: Revision, above held: Revision
    ) async throws(StoreFailure) -> Revision
}
