import Crypto
import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct SigningKeyRingTests {
    private func ring(
        _ edit: (inout OAuthSettings) -> Void = { _ in }
    ) async throws -> (ServerFixture, SigningKeyRing) {
        let server = try ServerFixture {
            $0.signingAlgorithm = .es256
            edit(&$0)
        }
        let ring = try SigningKeyRing(server.environment)
        try await ring.maintain()
        return (server, ring)
    }

    @Test func `makes one key for tokens and one for identities`() async throws {
        let (server, ring) = try await ring { $0.signingAlgorithm = .rs256 }
        let keys = try #require(server.configuration.snapshot).signingKeys.values.map(\.value)
        #expect(Set(keys.map(\.algorithm)) == [.rs256, .es256])
        #expect(try await ring.signer().key.algorithm == .rs256)
        let current = ring.currentKeys(try #require(server.configuration.snapshot))
        #expect(Set(current.verification.map(\.kid)) == Set(keys.map(\.kid)))
        let assertion = try #require(current.assertion)
        #expect(try PrivateSigningKey(pkcs8: assertion.privateKey).publicKey.thumbprint == assertion.kid)
        #expect(ring.keySet.keys.allSatisfy { $0.keyID == $0.thumbprint })
    }

    @Test func `statements for upstreams have a key, whose predecessor stays known`() async throws {
        let (server, ring) = try await ring { $0.signingAlgorithm = .rs256 }
        func current() throws -> VerificationKeys { ring.currentKeys(try #require(server.configuration.snapshot)) }
        let first = try #require(try current().assertion)
        #expect(try current().formerAssertion == nil)
        let statement = try JWS(try #require(ring.assertion(["sub": "local:ada"])))
        #expect(statement.type == "assertion+jwt" && statement.algorithm == .es256 && statement.keyID == first.kid)
        #expect(try statement.claims(verifiedBy: ring.keySet).subject == "local:ada")
        try await ring.rotate()
        #expect(try current().assertion?.kid == first.kid && current().formerAssertion == nil)
        server.clock.advance(seconds: 16 * 60)
        try await ring.maintain()
        #expect(try current().assertion?.kid != first.kid)
        #expect(try current().formerAssertion?.privateKey == first.privateKey)
        try await ring.rotate(isCompromised: true)
        #expect(try current().formerAssertion == nil)
    }

    @Test func `keeps private keys sealed`() async throws {
        let (server, ring) = try await ring()
        let record = try #require(server.configuration.snapshot?.signingKeys.values.first?.value)
        let key = try await ring.signer().key
        #expect(Base64URL.decode(record.sealedPrivateKey) != key.pkcs8)
        #expect(throws: (any Error).self) {
            try server.environment.sealer.open(
                Base64URL.decode(record.sealedPrivateKey) ?? [], purpose: "signing-key:another")
        }
    }

    @Test func `does nothing when everything is there`() async throws {
        let (server, ring) = try await ring()
        let revision = server.configuration.snapshot?.revision
        try await ring.maintain()
        #expect(server.configuration.snapshot?.revision == revision)
    }

    @Test func `many nodes that start at once make one key`() async throws {
        let store = MemoryConfigurationStore()
        let editor = OptimisticEditor(store: store)
        let rings = try (0..<8).map { _ in
            let server = try ServerFixture { $0.signingAlgorithm = .es256 }
            let old = server.environment
            return try SigningKeyRing(
                OAuthEnvironment(
                    settings: old.settings, store: old.store, snapshot: { ConfigurationSnapshot() }, editor: editor,
                    revocations: old.revocations, sealer: old.sealer, resources: old.resources, fetcher: old.fetcher,
                    publicEgress: old.publicEgress, trace: old.trace, logger: old.logger, now: old.now,
                    randomBytes: old.randomBytes))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for ring in rings { group.addTask { try await ring.maintain() } }
            try await group.waitForAll()
        }
        #expect(try await store.load().signingKeys.count == 1)
    }

    @Test func `a commanded rotation publishes first, then signs, then forgets`() async throws {
        let (server, ring) = try await ring()
        let old = try await ring.signer().kid
        let next = try await ring.rotate()
        #expect(Set(ring.keySet.keys.compactMap(\.keyID)) == [old, next])
        #expect(try await ring.signer().kid == old)
        server.clock.advance(seconds: 15 * 60)
        #expect(try await ring.signer().kid == next)
        try await ring.maintain()
        server.clock.advance(seconds: 30 * 60)
        try await ring.maintain()
        #expect(Set(ring.keySet.keys.compactMap(\.keyID)) == [old, next])
        server.clock.advance(seconds: 11 * 60)
        #expect(ring.keySet.keys.compactMap(\.keyID) == [next])
        try await ring.maintain()
        #expect(server.configuration.snapshot?.signingKeys.count == 1)
    }

    @Test func `a compromised key is not accepted from now on`() async throws {
        let (_, ring) = try await ring()
        let old = try await ring.signer().kid
        let next = try await ring.rotate(isCompromised: true)
        #expect(old != next)
        #expect(ring.keySet.keys.compactMap(\.keyID) == [next])
        #expect(try await ring.signer().kid == next)
    }

    @Test func `a schedule lets a new key take over`() async throws {
        let (server, ring) = try await ring()
        let old = try await ring.signer().kid
        server.clock.advance(seconds: 90 * 86_400 - 60)
        try await ring.maintain()
        #expect(try await ring.signer().kid == old)
        #expect(ring.keySet.keys.count == 2)
        server.clock.advance(seconds: 15 * 60)
        #expect(try await ring.signer().kid != old)
    }

    @Test func `signs with the key that an operator brings along`() async throws {
        let own = P256.Signing.PrivateKey()
        let (server, ring) = try await ring {
            $0.signingAlgorithm = .rs256
            $0.configuredPrivateKeyPEM = Array(own.pemRepresentation.utf8)
        }
        #expect(ring.tokenAlgorithm == .es256)
        let kid = try JWK(subjectPublicKey: Array(own.publicKey.derRepresentation)).thumbprint
        #expect(try await ring.signer().kid == kid)
        #expect(server.configuration.snapshot?.signingKeys.count == 1)
        await #expect(throws: Problem.self) { try await ring.rotate() }
    }

    @Test func `refuses a configured key that is none`() throws {
        let server = try ServerFixture { $0.configuredPrivateKeyPEM = Array("nonsense".utf8) }
        #expect(throws: JOSEProblem.self) { try SigningKeyRing(server.environment) }
    }

    @Test func `says so before there is a key`() async throws {
        let server = try ServerFixture()
        let ring = try SigningKeyRing(server.environment)
        server.configuration.unload()
        await #expect(throws: OAuthError.self) { try await ring.signer() }
    }
}

/// Changes a store's configuration as a node does: against what is in force, and again when another one was faster.
private struct OptimisticEditor: ConfigurationEditing {
    let store: MemoryConfigurationStore

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        while true {
            do throws(StoreFailure) {
                let snapshot = try await store.load()
                await Task.yield()
                let changes: [Change]
                do throws(Problem) { changes = try plan(snapshot) } catch { return }
                if !changes.isEmpty { _ = try await store.commit(changes, expecting: snapshot.revision) }
                return
            } catch {
                guard case .revisionMismatch = error else { throw Problem(.storeUnavailable, "away") }
            }
        }
    }
}
