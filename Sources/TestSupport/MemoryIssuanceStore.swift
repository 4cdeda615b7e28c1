package import ProxyModel
internal import Synchronization

/// The progress of issuances in memory: the twin of the Redis store, which passes the same conformance suite.
package final class MemoryIssuanceStore: IssuanceStore {
    private struct Entry {
        var token: Int64 = 0
        var value: [UInt8]?
        var leaseEnd: Int64 = 0
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var due: [String: Int64] = [:]
        var failing: [String: Int64] = [:]
        var budgets: [String: Int64] = [:]
        var outage: String?
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// Makes an empty store whose leases run by this clock, in milliseconds.
    package init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Makes an empty store whose leases run in real time.
    package convenience init() {
        let start = ContinuousClock.now
        self.init(now: { Int64(start.duration(to: .now) / .milliseconds(1)) })
    }

    /// Makes every call fail until it is called with nil.
    package func setOutage(_ reason: String?) { state.withLock { $0.outage = reason } }

    /// When everything is due that is in the schedule.
    package var schedule: [String: Int64] { state.withLock { $0.due } }

    package func value(_ name: String) async throws(StoreFailure) -> [UInt8]? {
        try access { (state) throws(StoreFailure) in state.entries[name]?.value }
    }

    package func values(_ names: [String]) async throws(StoreFailure) -> [[UInt8]?] {
        try access { (state) throws(StoreFailure) in names.map { state.entries[$0]?.value } }
    }

    package func acquire(_ name: String, lifetime: Int64) async throws(StoreFailure) -> IssuanceLease? {
        let now = now()
        return try access { (state) throws(StoreFailure) in
            var entry = state.entries[name] ?? Entry()
            guard entry.leaseEnd <= now else { return nil }
            entry.token += 1
            entry.leaseEnd = now + max(lifetime, 1)
            state.entries[name] = entry
            return IssuanceLease(name: name, token: entry.token)
        }
    }

    package func renew(_ lease: IssuanceLease, lifetime: Int64) async throws(StoreFailure) -> Bool {
        let end = now() + max(lifetime, 1)
        return try change(lease) { entry in entry.leaseEnd = end }
    }

    package func release(_ lease: IssuanceLease) async throws(StoreFailure) {
        _ = try change(lease) { entry in entry.leaseEnd = 0 }
    }

    package func save(_ value: [UInt8], under lease: IssuanceLease) async throws(StoreFailure) -> Bool {
        try change(lease) { entry in entry.value = value }
    }

    package func forget(under lease: IssuanceLease) async throws(StoreFailure) -> Bool {
        let isLast = try change(lease) { entry in
            entry.value = nil
            entry.leaseEnd = 0
        }
        if isLast {
            try access { (state) throws(StoreFailure) in
                state.due[lease.name] = nil
                state.failing[lease.name] = nil
            }
        }
        return isLast
    }

    package func schedule(_ name: String, at time: Int64) async throws(StoreFailure) {
        try access { (state) throws(StoreFailure) in state.due[name] = time }
    }

    package func hasten(_ names: [String], to time: Int64) async throws(StoreFailure) {
        try access { (state) throws(StoreFailure) in
            for name in names { state.due[name] = min(state.due[name] ?? time, time) }
        }
    }

    package func due(by now: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        try access { (state) throws(StoreFailure) in
            let names = state.due.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            return names.prefix(max(limit, 0)).map(\.key)
        }
    }

    package func scheduled(after time: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        try access { (state) throws(StoreFailure) in
            let names = state.due.filter { $0.value > time }.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
            return names.prefix(max(limit, 0)).map(\.key)
        }
    }

    package func unscheduled(_ names: [String]) async throws(StoreFailure) -> [String] {
        try access { (state) throws(StoreFailure) in names.filter { state.due[$0] == nil } }
    }

    package func noteFailure(_ name: String, since time: Int64?) async throws(StoreFailure) {
        try access { (state) throws(StoreFailure) in state.failing[name] = time }
    }

    package func failures() async throws(StoreFailure) -> Int {
        try access { (state) throws(StoreFailure) in state.failing.count }
    }

    package func spend(
        _ demands: [BudgetDemand], at authority: String, now: Int64
    ) async throws(StoreFailure) -> Int64? {
        try access { (state) throws(StoreFailure) in
            let possible = demands.map { demand in
                let full = max(state.budgets[Self.key(demand.bucket, authority)] ?? 0, now)
                return full - (max(demand.capacity, 1) - 1) * max(demand.interval, 1)
            }
            if let latest = possible.max(), latest > now { return latest }
            Self.take(demands, authority, now, &state)
            return nil
        }
    }

    package func charge(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure) {
        try access { (state) throws(StoreFailure) in Self.take(demands, authority, now, &state) }
    }

    package func close(
        _ bucket: String, at authority: String, until time: Int64, now: Int64
    ) async throws(StoreFailure) {
        try access { (state) throws(StoreFailure) in
            let key = Self.key(bucket, authority)
            guard time > now else { return }
            state.budgets[key] = max(state.budgets[key] ?? 0, time)
        }
    }

    private static func take(_ demands: [BudgetDemand], _ authority: String, _ now: Int64, _ state: inout State) {
        for demand in demands where demand.isTaken {
            let key = key(demand.bucket, authority)
            state.budgets[key] = max(state.budgets[key] ?? 0, now) + max(demand.interval, 1)
        }
    }

    private static func key(_ bucket: String, _ authority: String) -> String { authority + " " + bucket }

    private func change(_ lease: IssuanceLease, _ body: (inout Entry) -> Void) throws(StoreFailure) -> Bool {
        try access { (state) throws(StoreFailure) in
            guard var entry = state.entries[lease.name], entry.token == lease.token else { return false }
            body(&entry)
            state.entries[lease.name] = entry
            return true
        }
    }

    private func access<Value: Sendable>(
        _ body: (inout State) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value {
        try state.withLock { (state) throws(StoreFailure) in
            if let outage = state.outage { throw .unavailable(outage) }
            return try body(&state)
        }
    }
}
