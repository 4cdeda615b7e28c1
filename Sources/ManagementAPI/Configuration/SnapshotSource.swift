package import ProxyModel

/// What keeps this node's configuration the same as the store's.
package protocol SnapshotSource: Sendable {
    /// The configuration in force; nil before the first load.
    var snapshot: ConfigurationSnapshot? { get }

    /// Waits until a revision is in force here; false when the task was cancelled first.
    func waitUntilApplied(_ revision: Revision) async -> Bool
}
