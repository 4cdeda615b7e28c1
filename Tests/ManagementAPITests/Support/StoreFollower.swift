import ManagementAPI
import ProxyModel
import Synchronization
import TestSupport

/// Follows a store in memory, on demand only, so that a test decides when a node learns of a change.
final class StoreFollower: SnapshotSource {
    private let store: MemoryConfigurationStore
    private let held: Mutex<ConfigurationSnapshot?>

    init(_ store: MemoryConfigurationStore, loaded: Bool = true) {
        self.store = store
        held = Mutex(loaded ? ConfigurationSnapshot() : nil)
    }

    var snapshot: ConfigurationSnapshot? { held.withLock { $0 } }

    func waitUntilApplied(_ revision: Revision) async -> Bool {
        guard let loaded = try? await store.load(), loaded.revision >= revision else { return false }
        held.withLock { $0 = loaded }
        return true
    }
}
