package import ProxyModel

/// The progress of issuances as values, over the store's bytes.
package struct Issuances: Sendable {
    private static let version: Int64 = 1

    private let store: any IssuanceStore

    /// Makes the access over a store.
    package init(_ store: any IssuanceStore) { self.store = store }

    /// The progress of one issuance; nil when there is none, or none that this version understands.
    package func issuance(_ name: String) async throws(StoreFailure) -> Issuance? {
        try await store.value(name).flatMap(Self.decode)
    }

    /// The progress of several issuances, in the order of the names.
    package func issuances(_ names: [String]) async throws(StoreFailure) -> [Issuance?] {
        try await store.values(names).map { $0.flatMap(Self.decode) }
    }

    /// Writes the progress under a lease; throws `LeaseLost` or `StoreFailure`.
    package func save(_ issuance: Issuance, under lease: IssuanceLease) async throws {
        guard try await store.save(Self.encode(issuance), under: lease) else { throw LeaseLost() }
    }

    static func encode(_ issuance: Issuance) -> [UInt8] {
        let value: JSONValue = [
            "v": .integer(version), "issuance": .object(Issuance.schema.encode(issuance, form: .store)),
        ]
        return value.compactBytes
    }

    /// A value of another version is as good as none: the attempt begins anew, the certificate at hand stays.
    static func decode(_ bytes: [UInt8]) -> Issuance? {
        guard let value = try? JSONValue(parsing: bytes), value["v"] == .integer(version),
            let content = value["issuance"]
        else { return nil }
        return try? Issuance.schema.decode(content, form: .store)
    }
}
