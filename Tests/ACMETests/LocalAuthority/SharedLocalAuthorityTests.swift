import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Local authority of several nodes` {
    private static let day: Int64 = 86_400_000

    /// A store that can be read and not be written.
    private struct UnwritableSecrets: SharedSecretStore {
        let shared: MemorySecrets

        func secret(_ name: String) throws -> [UInt8]? { try shared.secret(name) }
        func names(startingWith prefix: String) throws -> [String] { try shared.names(startingWith: prefix) }
        func update(_ name: String, _ change: @Sendable ([UInt8]?) throws -> [UInt8]) async throws -> [UInt8] {
            throw StoreFailure.unavailable("away")
        }
    }

    private let secrets = MemorySecrets()

    private func authority(
        _ secrets: (any SharedSecretStore)? = nil, after days: Int64 = 0
    ) async throws -> LocalAuthority {
        try await SharedLocalAuthority(secrets: secrets ?? self.secrets, now: { 1_800_000_000_000 + days * Self.day })
            .current()
    }

    @Test func `has one root and one intermediate, whoever makes them`() async throws {
        let made = try await withThrowingTaskGroup(of: (String, String?).self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let authority = try await self.authority()
                    return (authority.rootPEM, authority.intermediatePEM)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made.map(\.0)).count == 1 && Set(made.map(\.1)).count == 1)
        #expect(secrets.names == ["local-ca", "local-ca-intermediate"])
    }

    @Test func `changes the intermediate at half of its life, and the root never`() async throws {
        let first = try await authority()
        #expect(try await authority(after: 14).intermediatePEM == first.intermediatePEM)
        let second = try await authority(after: 16)
        #expect(second.intermediatePEM != first.intermediatePEM && second.rootPEM == first.rootPEM)
        #expect(try await authority(after: 17).intermediatePEM == second.intermediatePEM)
    }

    @Test func `goes on with the intermediate at hand while the store is away`() async throws {
        let first = try await authority()
        let away = try await authority(UnwritableSecrets(shared: secrets), after: 16)
        #expect(away.intermediatePEM == first.intermediatePEM)
        let nothing = UnwritableSecrets(shared: MemorySecrets())
        await #expect(throws: StoreFailure.self) { _ = try await self.authority(nothing) }
    }
}
