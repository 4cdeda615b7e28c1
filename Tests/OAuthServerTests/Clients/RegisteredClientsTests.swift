import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

struct RegisteredClientsTests {
    private let fixture: ServerFixture
    private let clients: RegisteredClients
    private let short = ClientMetadata(
        name: "Claude", redirectURIs: ["https://claude.ai/api/mcp/auth_callback"], authenticationMethods: [.post],
        grantTypes: [.authorizationCode, .refreshToken])

    init() throws {
        fixture = try ServerFixture()
        clients = RegisteredClients(fixture.environment)
    }

    private func long(_ count: Int = 10) -> ClientMetadata {
        ClientMetadata(
            name: "Long", redirectURIs: (0..<count).map { "https://callback.example.com/a/rather/long/path/\($0)" },
            authenticationMethods: [.basic], grantTypes: [.authorizationCode])
    }

    @Test func `registering stores nothing and the identifier says everything`() async throws {
        let registration = try await clients.register(short)
        #expect(fixture.configuration.snapshot?.revision == 0)
        #expect(fixture.store.keys.isEmpty)
        #expect(registration.id.utf8.count <= 400)
        #expect(
            registration.id.utf8.allSatisfy {
                "-._~".utf8.contains($0) || Character(Unicode.Scalar($0)).isLetter
                    || Character(Unicode.Scalar($0)).isNumber
            })
        let client = try #require(try await clients.client(registration.id))
        #expect(client.redirectURIs == short.redirectURIs)
        #expect(client.name == "Claude")
        #expect(client.source == .registration)
        #expect(client.isConfidential)
        #expect(client.issuedAt == fixture.clock.now / 1_000)
        #expect(client.secretDigest == registration.secret.map(SecretDigest.hexadecimal))
    }

    @Test func `stored metadata that nobody used for 90 days is removed`() async throws {
        let day: Int64 = 86_400
        let pruning = RegistrationPruning(fixture.environment)
        let (used, unused) = (try await clients.register(long(10)), try await clients.register(long(9)))
        let vouched = try await clients.register(long(8), isVouched: true)
        // A stranger's registration of the same metadata takes nothing from the operator's.
        _ = try await clients.register(long(8))
        let changed = try await clients.replace(try await clients.register(short), with: long(7))
        // Uses are noted from now on; what was used before nobody knows.
        fixture.clock.advance(seconds: 200 * day)
        #expect(try await pruning.run() == 0)
        fixture.clock.advance(seconds: 89 * day)
        _ = try await clients.client(used.id)
        #expect(try await pruning.run() == 0)
        fixture.clock.advance(seconds: 2 * day)
        #expect(try await pruning.run() == 1)
        #expect(try await clients.client(unused.id) == nil)
        for id in [used.id, vouched.id, changed.id] { #expect(try await clients.client(id) != nil) }
        #expect(try await pruning.run() == 0)
        // Who comes again registers again.
        let again = try await clients.register(long(9))
        #expect(try await clients.client(again.id) != nil)
    }

    @Test func `metadata that is registered again while it is pruned stays`() async throws {
        let pruning = RegistrationPruning(fixture.environment)
        _ = try await clients.register(long())
        _ = try await pruning.run()
        fixture.clock.advance(seconds: 200 * 86_400)
        #expect(try await pruning.run() == 0)
        fixture.clock.advance(seconds: 91 * 86_400)
        let (clients, metadata) = (clients, long())
        let registered = Mutex<String?>(nil)
        fixture.configuration.beforeNextEdit {
            let id = try? await clients.register(metadata).id
            registered.withLock { $0 = id }
        }
        _ = try await pruning.run()
        let id = try #require(registered.withLock { $0 })
        #expect(try await clients.client(id) != nil)
    }

    @Test func `secrets differ between registrations of the same metadata and stay what they are`() async throws {
        let first = try await clients.register(short)
        let second = try await clients.register(short)
        #expect(first.id != second.id)
        #expect(first.secret != second.secret)
        let again = try #require(try clients.registration(first.id))
        #expect(again.secret == first.secret)
        #expect(again.registrationToken == first.registrationToken)
        #expect(again.secret != again.registrationToken)
        #expect(first.secret?.utf8.count == 43)
    }

    @Test func `a public client has no secret`() async throws {
        var metadata = short
        metadata.authenticationMethods = [.none]
        let registration = try await clients.register(metadata)
        #expect(registration.secret == nil)
        #expect(registration.client.secretDigest == nil)
        #expect(registration.json(issuer: "https://i")["client_secret_expires_at"] == nil)
    }

    @Test func `a client that an operator vouches for has no more scopes than it was given`() async throws {
        var metadata = short
        metadata.scopes = ["mcp:read"]
        let own = try await clients.register(metadata)
        let vouched = try await clients.register(metadata, isVouched: true)
        #expect(try await clients.client(own.id)?.source == .registration)
        #expect(try await clients.client(own.id)?.scopes == nil)
        #expect(try await clients.client(vouched.id)?.source == .configuration)
        #expect(try await clients.client(vouched.id)?.scopes == ["mcp:read"])
        #expect(try await clients.client(vouched.id)?.redirectURIs == short.redirectURIs)
    }

    @Test func `any changed character makes an identifier worthless`() async throws {
        let id = try await clients.register(short).id
        for offset in stride(from: 0, to: id.utf8.count, by: 7) {
            var bytes = Array(id.utf8)
            bytes[offset] = bytes[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await clients.client(String(decoding: bytes, as: UTF8.self)) == nil)
        }
        for other in [
            "", "c_", "c_AAAA", "x", id + "A", String(id.dropLast()), "../../dev/null",
            "c_" + String(repeating: "A", count: 900),
        ] {
            #expect(try await clients.client(other) == nil)
        }
    }

    @Test func `metadata too long for an identifier is stored once`() async throws {
        let first = try await clients.register(long())
        let second = try await clients.register(long())
        #expect(first.id.utf8.count <= 400)
        #expect(first.id != second.id)
        #expect(first.secret != second.secret)
        #expect(fixture.configuration.snapshot?.clients.count == 1)
        #expect(try await clients.client(second.id)?.redirectURIs.count == 10)
        let shared = try #require(fixture.configuration.snapshot?.clients.keys.first)
        #expect(shared.hasPrefix(RegisteredClients.sharedMetadataPrefix))
        #expect(try await clients.client(shared) == nil)
    }

    @Test func `without the store long metadata is refused for now and short is not`() async throws {
        fixture.configuration.setFailure(Problem(.storeUnavailable, "down"))
        let error = await #expect(throws: OAuthError.self) { try await clients.register(long()) }
        #expect(error?.code == .temporarilyUnavailable)
        _ = try await clients.register(short)
    }

    @Test func `a record of the configuration changes or disables a client`() async throws {
        let registration = try await clients.register(short)
        var record = ClientRecord(id: registration.id, createdAt: 0, updatedAt: 0)
        record.isTrusted = true
        record.secretDigest = SecretDigest.hexadecimal("rotated")
        fixture.configuration.put(.client(record))
        let client = try #require(try await clients.client(registration.id))
        #expect(client.isTrusted)
        #expect(client.secretDigest == SecretDigest.hexadecimal("rotated"))
        #expect(try clients.registration(registration.id)?.secret == nil)
        record.isDisabled = true
        fixture.configuration.put(.client(record))
        #expect(try await clients.client(registration.id) == nil)
    }

    @Test func `a client of an operator is found by the name it was given`() async throws {
        fixture.configuration.put(
            .client(
                ClientRecord(
                    id: "ci", metadata: #"{"grant_types":["client_credentials"],"scope":"mcp:read"}"#,
                    secretDigest: SecretDigest.hexadecimal("s"), createdAt: 5_000, updatedAt: 5_000)))
        let client = try #require(try await clients.client("ci"))
        #expect(client.source == .configuration)
        #expect(client.grantTypes == [.clientCredentials])
        #expect(client.scopes == ["mcp:read"])
        #expect(client.issuedAt == 5)
        #expect(try clients.registration("ci")?.isRegistrationToken("") == false)
    }

    @Test func `replacing metadata keeps identifier and secret`() async throws {
        let registration = try await clients.register(short)
        var metadata = short
        metadata.redirectURIs = ["https://new.test/cb"]
        _ = try await clients.replace(registration, with: metadata)
        let now = try #require(try clients.registration(registration.id))
        #expect(now.metadata.redirectURIs == ["https://new.test/cb"])
        #expect(now.secret == registration.secret)
        #expect(now.client.source == .registration)
    }

    @Test func `strangers cannot fill the configuration by changing or ending registrations`() async throws {
        let few = RegisteredClients(fixture.environment, storedLimit: 2)
        var registrations: [ClientRegistration] = []
        for _ in 0..<4 { registrations.append(try await few.register(short)) }
        let vouched = try await few.register(short, isVouched: true)
        _ = try await few.replace(registrations[0], with: short)
        try await few.remove(registrations[1])
        for registration in registrations[2...] {
            let replaced = await #expect(throws: OAuthError.self) { try await few.replace(registration, with: short) }
            #expect(replaced?.code == .temporarilyUnavailable)
            await #expect(throws: OAuthError.self) { try await few.remove(registration) }
        }
        _ = try await few.replace(registrations[0], with: short)
        _ = try await few.replace(vouched, with: short)
        #expect(fixture.configuration.snapshot?.clients.count == 3)
    }

    @Test func `strangers cannot fill the memory of every node by long metadata`() async throws {
        let huge = long(320)
        for _ in 0..<2 {
            let refused = await #expect(throws: OAuthError.self) { try await clients.register(huge) }
            #expect(refused?.code == .invalidClientMetadata)
        }
        let own = try await clients.register(short)
        let replaced = await #expect(throws: OAuthError.self) { try await clients.replace(own, with: huge) }
        #expect(replaced?.code == .invalidClientMetadata)
        #expect(fixture.configuration.snapshot?.clients.isEmpty == true)
        // Operators know what they do, and clients in use are far below.
        _ = try await clients.register(huge, isVouched: true)
        _ = try await clients.register(long(32))
    }

    @Test func `an ended registration is refused and what was issued to it is revoked`() async throws {
        let registration = try await clients.register(short)
        try await clients.remove(registration)
        #expect(try await clients.client(registration.id) == nil)
        #expect(fixture.published.subjects == [.client(registration.id)])
    }

    @Test func `before the first load nothing can be said of a client`() async throws {
        fixture.configuration.unload()
        let error = await #expect(throws: OAuthError.self) { try await clients.client("x") }
        #expect(error?.code == .temporarilyUnavailable)
    }
}
