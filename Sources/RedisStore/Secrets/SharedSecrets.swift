internal import FoundationEssentials
package import ProxyModel

/// Secrets that all nodes share, sealed in the configuration: the local authority's key, the session-ticket keys.
///
/// Written with a compare-and-set on the revision: of several nodes that make one at the same time exactly one wins, and the
/// others take what it made.
package struct SharedSecrets: SharedSecretStore {
    private static let attempts = 20

    private let store: any ConfigurationStore
    private let follower: ConfigurationFollower
    private let sealer: any BundleSealer

    /// Makes the access to shared secrets over a store, the follower that reads it, and the key of the settings.
    package init(_ store: any ConfigurationStore, _ follower: ConfigurationFollower, _ sealer: any BundleSealer) {
        self.store = store
        self.follower = follower
        self.sealer = sealer
    }

    /// Returns when there is something to read; throws `CancellationError` when there never will be.
    package func waitUntilLoaded() async throws {
        guard await follower.waitUntilLoaded() else { throw CancellationError() }
    }

    /// The secret as this node knows it; nil when there is none.
    ///
    /// Throws `StoreFailure.unavailable` when nothing was loaded yet and `SharedSecretFailure` when it cannot be opened.
    package func secret(_ name: String) throws -> [UInt8]? {
        let record = try current(name).record
        return try record.map { try open($0) }
    }

    /// The names of secrets that begin with a text, sorted, as this node knows them.
    ///
    /// Throws `StoreFailure.unavailable` when nothing was loaded yet.
    package func names(startingWith prefix: String) throws -> [String] {
        let names = follower.withSnapshot { $0.map { $0.sealed.keys.filter { $0.hasPrefix(prefix) } } }
        guard let names else { throw StoreFailure.unavailable("the configuration was not loaded yet") }
        return names.sorted()
    }

    /// The secret of that name; makes it when there is none.
    package func secret(_ name: String, orCreate make: @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await update(name) { try $0 ?? make() }
    }

    /// Replaces a secret by what `change` makes of it (nil = there is none), and returns what is in force afterwards.
    ///
    /// `change` may be called again when another node was faster; returning an equal value writes nothing.
    package func update(
        _ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await waitUntilLoaded()
        for _ in 0..<Self.attempts {
            let (record, revision) = try current(name)
            let old = try record.map { try open($0) }
            let new = try change(old)
            if new == old { return new }
            let sealed = Data(try sealer.seal(new, purpose: Self.purpose(name))).base64EncodedString()
            let updated = SealedRecord(name: name, sealed: sealed, updatedAt: Self.now)
            do throws(StoreFailure) {
                let written = try await store.commit([.put(.sealed(updated))], expecting: revision)
                await follower.waitUntilApplied(written)
                return new
            } catch {
                guard case .revisionMismatch(let faster) = error else { throw error }
                guard await follower.waitUntilApplied(faster) else { throw CancellationError() }
            }
        }
        throw StoreFailure.unavailable("the configuration changes too fast to write the secret '\(name)'")
    }

    private func current(_ name: String) throws(StoreFailure) -> (record: SealedRecord?, revision: Revision) {
        let found = follower.withSnapshot { snapshot in
            snapshot.map { (record: $0.sealed[name]?.value, revision: $0.revision) }
        }
        guard let found else { throw .unavailable("the configuration was not loaded yet") }
        return found
    }

    private func open(_ record: SealedRecord) throws -> [UInt8] {
        guard let bytes = Data(base64Encoded: record.sealed) else {
            throw SharedSecretFailure(name: record.name, reason: "it is not base64")
        }
        do {
            return try sealer.open(Array(bytes), purpose: Self.purpose(record.name))
        } catch {
            throw SharedSecretFailure(name: record.name, reason: "\(error)")
        }
    }

    private static func purpose(_ name: String) -> String { "secret:\(name)" }

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
