internal import ProxyModel

/// The store of short-lived values as endpoints use it: JSON objects in and out, and failures as clients are told them.
struct VolatileValues: Sendable {
    private let store: any VolatileStore

    init(_ store: any VolatileStore) { self.store = store }

    /// The value and its exact bytes, which a later compare-and-set needs; nil when there is none that can be read.
    func object(_ key: VolatileKey) async throws(OAuthError) -> (json: JSONValue, bytes: [UInt8])? {
        try await Self.reporting { () async throws(StoreFailure) in try await store.value(key) }.flatMap(Self.parsed)
    }

    /// Takes the value out.
    func take(_ key: VolatileKey) async throws(OAuthError) -> JSONValue? {
        try await Self.reporting { () async throws(StoreFailure) in try await store.take(key) }.flatMap(Self.parsed)?
            .json
    }

    func text(_ key: VolatileKey) async throws(OAuthError) -> String? {
        try await Self.reporting { () async throws(StoreFailure) in try await store.value(key) }
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    @discardableResult
    func put(
        _ key: VolatileKey, _ value: [UInt8], lifetime: Int64, if condition: VolatileCondition = .always
    ) async throws(OAuthError) -> Bool {
        try await Self.reporting { () async throws(StoreFailure) in
            try await store.put(key, value, lifetime: lifetime, if: condition)
        }
    }

    func remove(_ key: VolatileKey) async throws(OAuthError) {
        try await Self.reporting { () async throws(StoreFailure) in try await store.remove(key) }
    }

    func count(_ key: VolatileKey, window: Int64) async throws(OAuthError) -> (count: Int, remaining: Int64) {
        try await Self.reporting { () async throws(StoreFailure) in try await store.count(key, window: window) }
    }

    func insert(_ member: String, into key: VolatileKey, lifetime: Int64) async throws(OAuthError) {
        try await Self.reporting { () async throws(StoreFailure) in
            try await store.insert(member, into: key, lifetime: lifetime)
        }
    }

    func remove(_ member: String, from key: VolatileKey) async throws(OAuthError) {
        try await Self.reporting { () async throws(StoreFailure) in try await store.remove(member, from: key) }
    }

    func members(_ key: VolatileKey) async throws(OAuthError) -> [String] {
        try await Self.reporting { () async throws(StoreFailure) in try await store.members(key) }
    }

    private static func reporting<Value>(
        _ body: () async throws(StoreFailure) -> Value
    ) async throws(OAuthError) -> Value {
        do throws(StoreFailure) { return try await body() } catch { throw OAuthError(error) }
    }

    /// A value that cannot be read is none: it ends with its lifetime, and nobody is locked out by it.
    private static func parsed(_ bytes: [UInt8]) -> (json: JSONValue, bytes: [UInt8])? {
        guard let json = try? JSONValue(parsing: bytes, maximumBytes: 1 << 20), json["v"] == 1 else { return nil }
        return (json, bytes)
    }
}
