package import ProxyModel
internal import Synchronization

/// Short-lived values in memory: the twin of the Redis store, which passes the same conformance suite.
package final class MemoryVolatileStore: VolatileStore {
    private enum Content {
        case value([UInt8])
        case count(Int)
        case set(Set<String>)
        case log([[UInt8]])
    }

    private struct Entry {
        var content: Content
        var end: Int64
    }

    private struct State {
        var entries: [VolatileKey: Entry] = [:]
        var outage: String?
        var writes = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// Makes an empty store whose lifetimes run by this clock, in milliseconds.
    package init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Makes an empty store whose lifetimes run in real time.
    package convenience init() {
        let start = ContinuousClock.now
        self.init(now: { Int64(start.duration(to: .now) / .milliseconds(1)) })
    }

    /// Makes every call fail until it is called with nil.
    package func setOutage(_ reason: String?) { state.withLock { $0.outage = reason } }

    /// The keys of all values that are there.
    package var keys: Set<VolatileKey> {
        let now = now()
        return state.withLock { Set($0.entries.filter { $0.value.end > now }.keys) }
    }

    /// How often a value was written.
    package var writes: Int { state.withLock { $0.writes } }

    package func value(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]? {
        try access(key) { (entry) throws(StoreFailure) in try Self.value(entry?.content, key) }
    }

    package func take(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]? {
        try access(key) { (entry) throws(StoreFailure) in
            let value = try Self.value(entry?.content, key)
            entry = nil
            return value
        }
    }

    package func put(
        _ key: VolatileKey, _ value: [UInt8], lifetime: Int64, if condition: VolatileCondition
    ) async throws(StoreFailure) -> Bool {
        let end = now() + max(lifetime, 1)
        let isWritten = try access(key) { (entry) throws(StoreFailure) in
            switch condition {
            case .always: break
            case .absent: if entry != nil { return false }
            case .equals(let expected): if try Self.value(entry?.content, key) != expected { return false }
            }
            entry = Entry(content: .value(value), end: end)
            return true
        }
        if isWritten { state.withLock { $0.writes += 1 } }
        return isWritten
    }

    package func remove(_ key: VolatileKey) async throws(StoreFailure) {
        try access(key) { (entry) throws(StoreFailure) in entry = nil }
    }

    package func count(
        _ key: VolatileKey, window: Int64
    ) async throws(StoreFailure) -> (count: Int, remaining: Int64) {
        let now = now()
        return try access(key) { (entry) throws(StoreFailure) in
            var count = 0
            switch entry?.content {
            case .count(let known): count = known
            case nil: break
            default: throw Self.wrongKind(key)
            }
            let end = entry?.end ?? now + max(window, 1)
            entry = Entry(content: .count(count + 1), end: end)
            return (count + 1, end - now)
        }
    }

    package func uncount(_ key: VolatileKey) async throws(StoreFailure) {
        try access(key) { (entry) throws(StoreFailure) in
            guard let known = entry else { return }
            guard case .count(let count) = known.content else { throw Self.wrongKind(key) }
            entry = count > 1 ? Entry(content: .count(count - 1), end: known.end) : nil
        }
    }

    package func insert(_ member: String, into key: VolatileKey, lifetime: Int64) async throws(StoreFailure) {
        let end = now() + max(lifetime, 1)
        try access(key) { (entry) throws(StoreFailure) in
            let members = try Self.members(entry?.content, key)
            entry = Entry(content: .set(members.union([member])), end: max(entry?.end ?? end, end))
        }
    }

    package func remove(_ member: String, from key: VolatileKey) async throws(StoreFailure) {
        try access(key) { (entry) throws(StoreFailure) in
            let members = try Self.members(entry?.content, key).subtracting([member])
            entry = members.isEmpty ? nil : entry.map { Entry(content: .set(members), end: $0.end) }
        }
    }

    package func members(_ key: VolatileKey) async throws(StoreFailure) -> [String] {
        try access(key) { (entry) throws(StoreFailure) in
            Array(try Self.members(entry?.content, key).prefix(1_000))
        }
    }

    package func append(
        _ value: [UInt8], to key: VolatileKey, limit: Int, lifetime: Int64
    ) async throws(StoreFailure) {
        let end = now() + max(lifetime, 1)
        try access(key) { (entry) throws(StoreFailure) in
            let log = Array(([value] + (try Self.log(entry?.content, key))).prefix(max(limit, 1)))
            entry = Entry(content: .log(log), end: end)
        }
    }

    package func entries(_ key: VolatileKey, limit: Int) async throws(StoreFailure) -> [[UInt8]] {
        try access(key) { (entry) throws(StoreFailure) in
            Array(try Self.log(entry?.content, key).prefix(max(limit, 0)))
        }
    }

    private func access<Value: Sendable>(
        _ key: VolatileKey, _ body: (inout Entry?) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value {
        let now = now()
        return try state.withLock { (state) throws(StoreFailure) in
            if let outage = state.outage { throw .unavailable(outage) }
            var entry = state.entries[key]
            if let known = entry, known.end <= now { entry = nil }
            let value = try body(&entry)
            state.entries[key] = entry
            return value
        }
    }

    private static func value(_ content: Content?, _ key: VolatileKey) throws(StoreFailure) -> [UInt8]? {
        switch content {
        case nil: nil
        case .value(let value): value
        case .count(let count): Array(String(count).utf8)
        default: throw wrongKind(key)
        }
    }

    private static func members(_ content: Content?, _ key: VolatileKey) throws(StoreFailure) -> Set<String> {
        switch content {
        case nil: []
        case .set(let members): members
        default: throw wrongKind(key)
        }
    }

    private static func log(_ content: Content?, _ key: VolatileKey) throws(StoreFailure) -> [[UInt8]] {
        switch content {
        case nil: []
        case .log(let entries): entries
        default: throw wrongKind(key)
        }
    }

    private static func wrongKind(_ key: VolatileKey) -> StoreFailure {
        .corrupt("\(key.family.rawValue) '\(key.id)' holds another kind of value")
    }
}
