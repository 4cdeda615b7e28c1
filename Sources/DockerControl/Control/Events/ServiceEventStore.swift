package import ProxyModel

/// What happened to services, shared by all nodes: of each the newest events, for a while.
package struct ServiceEventStore: Sendable {
    /// So many events of a service are kept.
    package static let limit = 200
    /// Milliseconds that they are kept behind the newest one: a week.
    static let lifetime: Int64 = 604_800_000

    private let store: any VolatileStore

    /// Makes the view of a store.
    package init(_ store: any VolatileStore) { self.store = store }

    /// The events of a service, newest first; those of an earlier one of the same name are left out.
    package func events(
        of service: String, createdAt: Int64, limit: Int = Self.limit
    ) async throws(StoreFailure) -> [ServiceEvent] {
        let entries = try await store.entries(Self.key(service), limit: Self.limit)
        return Array(
            entries.lazy.compactMap { ServiceEvent(storedJSON: $0, ofServiceCreatedAt: createdAt) }
                .prefix(max(limit, 0)))
    }

    /// Adds an event.
    package func append(
        _ event: ServiceEvent, of service: String, createdAt: Int64
    ) async throws(StoreFailure) {
        try await store.append(
            event.storedJSON(ofServiceCreatedAt: createdAt), to: Self.key(service), limit: Self.limit,
            lifetime: Self.lifetime)
    }

    /// Forgets the events of a service.
    package func remove(_ service: String) async throws(StoreFailure) { try await store.remove(Self.key(service)) }

    private static func key(_ service: String) -> VolatileKey { VolatileKey(.service, "events:\(service)") }
}
