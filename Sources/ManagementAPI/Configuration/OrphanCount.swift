internal import ProxyModel
internal import Synchronization

/// How many records refer to something that is not there, counted once for each revision.
final class OrphanCount: Sendable {
    private let latest = Mutex<(revision: Revision, count: Int)?>(nil)

    /// The count for a configuration.
    func count(_ snapshot: ConfigurationSnapshot, _ environment: ManagementEnvironment) -> Int {
        let known = latest.withLock { $0.flatMap { $0.revision == snapshot.revision ? $0.count : nil } }
        if let known { return known }
        let count = ConfigurationCheck(snapshot, environment).orphans.count
        latest.withLock { $0 = (snapshot.revision, count) }
        return count
    }
}
