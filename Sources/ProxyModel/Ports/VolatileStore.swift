/// Values that live for a while and are shared by all nodes: codes, sessions, grants, counters.
///
/// Every value has a lifetime; every operation is atomic; all lifetimes are in milliseconds.
package protocol VolatileStore: Sendable {
    /// The value, or nil when there is none (any more).
    func value(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]?

    /// Takes the value out: of many who ask at once, one gets it.
    func take(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]?

    /// Writes a value whose condition holds; whether it did.
    func put(
        _ key: VolatileKey, _ value: [UInt8], lifetime: Int64, if condition: VolatileCondition
    ) async throws(StoreFailure) -> Bool

    /// Removes a value; nothing happens when there is none.
    func remove(_ key: VolatileKey) async throws(StoreFailure)

    /// Counts one more within a window that begins with the first; the count, and what is left of the window.
    func count(_ key: VolatileKey, window: Int64) async throws(StoreFailure) -> (count: Int, remaining: Int64)

    /// Takes one back of what was counted: the window stays as it is, and is over when nothing is left in it.
    func uncount(_ key: VolatileKey) async throws(StoreFailure)

    /// Adds a member to a set, and prolongs the set's life to at least `lifetime`.
    func insert(_ member: String, into key: VolatileKey, lifetime: Int64) async throws(StoreFailure)

    /// Takes a member out of a set.
    func remove(_ member: String, from key: VolatileKey) async throws(StoreFailure)

    /// The members of a set in no order, at most 1,000.
    func members(_ key: VolatileKey) async throws(StoreFailure) -> [String]

    /// Appends an entry to a log that keeps its newest `limit` entries.
    func append(_ entry: [UInt8], to key: VolatileKey, limit: Int, lifetime: Int64) async throws(StoreFailure)

    /// The newest entries of a log, newest first.
    func entries(_ key: VolatileKey, limit: Int) async throws(StoreFailure) -> [[UInt8]]
}
