package import ProxyModel

/// Which services were deleted of late: an engine may make a container of one after all.
///
/// The store that is lost takes these with the records, so that what is found without a record then is left alone.
package struct ServiceRemovalStore: Sendable {
    /// Milliseconds that a deletion is remembered: longer than any engine takes over what it was asked for.
    static let lifetime: Int64 = 86_400_000

    private let store: any VolatileStore

    /// Makes the view of a store.
    package init(_ store: any VolatileStore) { self.store = store }

    /// Says that nothing of a service was left when it went off the record.
    package func note(_ service: ContainerService) async throws(StoreFailure) {
        _ = try await store.put(
            Self.key(service.name, service.createdAt), [service.deletion?.removesVolumes == true ? 0x31 : 0x30],
            lifetime: Self.lifetime, if: .always)
    }

    /// Whether the volumes were to go with the service that was created at a time; nil = it was not deleted.
    package func removesVolumes(_ service: String, createdAt: Int64) async throws(StoreFailure) -> Bool? {
        try await store.value(Self.key(service, createdAt)).map { $0 == [0x31] }
    }

    private static func key(_ service: String, _ createdAt: Int64) -> VolatileKey {
        VolatileKey(.service, "removed:\(service):\(createdAt)")
    }
}
