package import ProxyModel

/// When services were used last, and which of them are to wake up: written by all nodes, read by the reconciler.
package struct ServiceUseStore: Sendable {
    /// Milliseconds that the wish of a request lives: longer than any reconciler takes to see it.
    private static let wakeLifetime: Int64 = 60_000
    /// Milliseconds that a last use is remembered: as long as a service may be without requests.
    private static let useLifetime: Int64 = 2_592_000_000

    private let store: any VolatileStore

    /// Makes the view of a store.
    package init(_ store: any VolatileStore) { self.store = store }

    /// Says that a service was used, in milliseconds since 1970.
    package func note(use time: Int64, of service: String) async throws(StoreFailure) {
        _ = try await store.put(
            Self.use(service), Array(String(time).utf8), lifetime: Self.useLifetime, if: .always)
    }

    /// When a service was used last; nil = nobody knows of a use.
    package func lastUse(of service: String) async throws(StoreFailure) -> Int64? {
        try await store.value(Self.use(service)).flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    /// Says that a request waits for a service that is asleep.
    package func wake(_ service: String) async throws(StoreFailure) {
        _ = try await store.put(Self.wake(service), [0x31], lifetime: Self.wakeLifetime, if: .always)
    }

    /// Whether a request waits for a service.
    package func isWakeWanted(_ service: String) async throws(StoreFailure) -> Bool {
        try await store.value(Self.wake(service)) != nil
    }

    /// Forgets that requests wait: the service is on its way.
    package func grantWake(_ service: String) async throws(StoreFailure) {
        try await store.remove(Self.wake(service))
    }

    private static func use(_ service: String) -> VolatileKey { VolatileKey(.service, "use:\(service)") }
    private static func wake(_ service: String) -> VolatileKey { VolatileKey(.service, "wake:\(service)") }
}
