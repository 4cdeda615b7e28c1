import ProxyModel
import Synchronization
import TestSupport

/// A store that notes under which tokens values were written, and loses its connection when it is told to.
final class RecordedIssuanceStore: IssuanceStore {
    /// The tokens of the writes of each name that were accepted, in their order.
    let tokens = Mutex<[String: [Int64]]>([:])
    private let base: MemoryIssuanceStore

    init(_ base: MemoryIssuanceStore) { self.base = base }

    func value(_ name: String) async throws(StoreFailure) -> [UInt8]? { try await base.value(name) }

    func values(_ names: [String]) async throws(StoreFailure) -> [[UInt8]?] { try await base.values(names) }

    func acquire(_ name: String, lifetime: Int64) async throws(StoreFailure) -> IssuanceLease? {
        try await base.acquire(name, lifetime: lifetime)
    }

    func renew(_ lease: IssuanceLease, lifetime: Int64) async throws(StoreFailure) -> Bool {
        try await base.renew(lease, lifetime: lifetime)
    }

    func release(_ lease: IssuanceLease) async throws(StoreFailure) { try await base.release(lease) }

    func save(_ value: [UInt8], under lease: IssuanceLease) async throws(StoreFailure) -> Bool {
        guard try await base.save(value, under: lease) else { return false }
        tokens.withLock { $0[lease.name, default: []].append(lease.token) }
        return true
    }

    func forget(under lease: IssuanceLease) async throws(StoreFailure) -> Bool { try await base.forget(under: lease) }

    func schedule(_ name: String, at time: Int64) async throws(StoreFailure) {
        try await base.schedule(name, at: time)
    }

    func hasten(_ names: [String], to time: Int64) async throws(StoreFailure) {
        try await base.hasten(names, to: time)
    }

    func due(by now: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        try await base.due(by: now, limit: limit)
    }

    func scheduled(after time: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        try await base.scheduled(after: time, limit: limit)
    }

    func unscheduled(_ names: [String]) async throws(StoreFailure) -> [String] { try await base.unscheduled(names) }

    func noteFailure(_ name: String, since time: Int64?) async throws(StoreFailure) {
        try await base.noteFailure(name, since: time)
    }

    func failures() async throws(StoreFailure) -> Int { try await base.failures() }

    func spend(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure) -> Int64? {
        try await base.spend(demands, at: authority, now: now)
    }

    func charge(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure) {
        try await base.charge(demands, at: authority, now: now)
    }

    func close(_ bucket: String, at authority: String, until time: Int64, now: Int64) async throws(StoreFailure) {
        try await base.close(bucket, at: authority, until: time, now: now)
    }
}
