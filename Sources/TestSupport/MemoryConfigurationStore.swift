package import ProxyModel

/// The configuration in memory: the twin of the Redis store, which passes the same conformance suite.
package actor MemoryConfigurationStore: ConfigurationStore {
    private var snapshot = ConfigurationSnapshot()
    private var bundles: [String: [UInt8]] = [:]
    private var history: [ChangeSet] = []
    private let historyLimit: Int
    private var outage: String?
    private var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextWaiter = 0

    /// Makes an empty store whose change stream keeps so many entries.
    package init(historyLimit: Int = 1000) { self.historyLimit = historyLimit }

    package func load() async throws(StoreFailure) -> ConfigurationSnapshot {
        try checkOutage()
        return snapshot
    }

    package func commit(
        _ changes: [Change], expecting expected: Revision
    ) async throws(StoreFailure) -> Revision {
        try checkOutage()
        guard snapshot.revision == expected else { throw .revisionMismatch(current: snapshot.revision) }
        // A reader of the stream sees records, not bundles.
        let records = changes.map { change in
            if case .put(let record, _) = change { Change.put(record) } else { change }
        }
        let set = ChangeSet(revision: expected + 1, changes: records)
        for change in changes {
            switch change {
            case .put(let record, let bundle?) where record.key.kind == .certificates: bundles[record.key.id] = bundle
            case .delete(let key) where key.kind == .certificates: bundles[key.id] = nil
            default: break
            }
        }
        snapshot.apply(set)
        history.append(set)
        if history.count > historyLimit { history.removeFirst(history.count - historyLimit) }
        for waiter in waiters.values { waiter.resume() }
        waiters = [:]
        return set.revision
    }

    package func changes(
        after revision: Revision, limit: Int, waitMS: Int
    ) async throws(StoreFailure) -> [ChangeSet] {
        try checkOutage()
        if revision == snapshot.revision, waitMS > 0 { await waitForCommit(after: revision, milliseconds: waitMS) }
        try checkOutage()
        guard revision <= snapshot.revision else { throw .gap(current: snapshot.revision) }
        let sets = history.filter { $0.revision > revision }
        guard sets.count == Int(snapshot.revision - revision) else { throw .gap(current: snapshot.revision) }
        return Array(sets.prefix(limit))
    }

    package func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]? {
        try checkOutage()
        return bundles[name]
    }

    package func ping() async throws(StoreFailure) -> Double {
        try checkOutage()
        return 0
    }

    /// Makes every call fail until it is called with nil.
    package func setOutage(_ reason: String?) { outage = reason }

    /// Loses everything, as a store that was restarted empty.
    package func wipe() {
        snapshot = ConfigurationSnapshot()
        bundles = [:]
        history = []
    }

    private func checkOutage() throws(StoreFailure) {
        if let outage { throw .unavailable(outage) }
    }

    private func waitForCommit(after revision: Revision, milliseconds: Int) async {
        let id = nextWaiter
        nextWaiter += 1
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.suspend(id, after: revision) }
            group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            await group.next()
            group.cancelAll()
            wake(id)
        }
    }

    private func suspend(_ id: Int, after revision: Revision) async {
        // A commit or the end of the wait may have come before this child task.
        guard !Task.isCancelled, snapshot.revision == revision else { return }
        await withCheckedContinuation { waiters[id] = $0 }
    }

    private func wake(_ id: Int) { waiters.removeValue(forKey: id)?.resume() }
}
