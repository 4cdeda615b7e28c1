package import ProxyModel

/// The statuses of services, shared by all nodes.
package struct ServiceStatusStore: Sendable {
    /// Milliseconds that a status lives which nobody refreshes.
    static let lifetime: Int64 = 86_400_000

    private let store: any VolatileStore

    /// Makes the view of a store.
    package init(_ store: any VolatileStore) { self.store = store }

    /// What became of these services, by name; those without a status are left out.
    package func statuses(_ services: [String]) async throws(StoreFailure) -> [String: ServiceStatus] {
        var statuses: [String: ServiceStatus] = [:]
        for service in services {
            guard let bytes = try await store.value(Self.key(service)) else { continue }
            statuses[service] = ServiceStatus(storedJSON: bytes)
        }
        return statuses
    }

    /// Says what became of a service.
    package func write(_ status: ServiceStatus) async throws(StoreFailure) {
        _ = try await store.put(
            Self.key(status.service), status.storedJSON, lifetime: Self.lifetime, if: .always)
    }

    /// Forgets what became of a service.
    package func remove(_ service: String) async throws(StoreFailure) { try await store.remove(Self.key(service)) }

    private static func key(_ service: String) -> VolatileKey { VolatileKey(.service, "status:\(service)") }
}
