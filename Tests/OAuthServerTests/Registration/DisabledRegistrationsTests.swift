import ProxyModel
import Testing

@testable import OAuthServer

struct DisabledRegistrationsTests {
    private static let day: Int64 = 86_400_000
    private let fixture: ServerFixture
    private let clients: RegisteredClients
    private let disabled: DisabledRegistrations
    private let metadata = ClientMetadata(
        name: "Claude", redirectURIs: ["https://claude.ai/api/mcp/auth_callback"], authenticationMethods: [.post],
        grantTypes: [.authorizationCode, .refreshToken])

    init() throws {
        fixture = try ServerFixture()
        clients = RegisteredClients(fixture.environment)
        disabled = DisabledRegistrations(fixture.environment)
    }

    private var records: Set<String> {
        Set((fixture.configuration.snapshot?.clients ?? [:]).keys)
    }

    @Test func `are forgotten when they are old, and stay refused`() async throws {
        let old = try await clients.register(metadata)
        try await clients.remove(old)
        fixture.clock.advance(seconds: 60 * 86_400)
        let (young, kept) = (try await clients.register(metadata), try await clients.register(metadata))
        try await clients.remove(young)
        _ = try await clients.replace(kept, with: metadata)
        fixture.clock.advance(seconds: 60 * 86_400)
        #expect(disabled.list(disabledFor: 90 * Self.day) == [old.id])
        #expect(try await disabled.prune(disabledFor: 90 * Self.day) == [old.id])
        #expect(fixture.configuration.snapshot?.clients[old.id] == nil)
        #expect(records.isSuperset(of: [young.id, kept.id]))
        for id in [old.id, young.id] { #expect(try await clients.client(id) == nil) }
        #expect(try await clients.client(kept.id) != nil)
        #expect(try await disabled.prune(disabledFor: 90 * Self.day) == [])
    }

    @Test func `leave room for others when they are pruned`() async throws {
        let few = RegisteredClients(fixture.environment, storedLimit: 40)
        var ended: [String] = []
        for _ in 0..<40 {
            let registration = try await few.register(metadata)
            try await few.remove(registration)
            ended.append(registration.id)
        }
        let next = try await few.register(metadata)
        await #expect(throws: OAuthError.self) { try await few.remove(next) }
        #expect(try await disabled.prune(disabledFor: 0) == ended.sorted())
        #expect(records.count <= 16 && records.allSatisfy(RegisteredClients.isReserved))
        try await few.remove(next)
        for id in ended + [next.id] { #expect(try await few.client(id) == nil) }
        for record in records { #expect(try await few.client(record) == nil) }
    }

    @Test func `stay when they are enabled in between`() async throws {
        let registration = try await clients.register(metadata)
        try await clients.remove(registration)
        let (configuration, clock) = (fixture.configuration, fixture.clock)
        configuration.beforeNextEdit {
            configuration.put(.client(ClientRecord(id: registration.id, createdAt: 0, updatedAt: clock.now)))
        }
        _ = try await disabled.prune(disabledFor: 0)
        #expect(try await clients.client(registration.id) != nil)
    }

    @Test func `bars of clients that are called by an address stay`() async throws {
        let id = "https://client.test/metadata.json"
        fixture.configuration.put(.client(ClientRecord(id: id, isDisabled: true, createdAt: 0, updatedAt: 0)))
        #expect(try await disabled.prune(disabledFor: 0) == [])
        #expect(records == [id])
    }

    @Test func `without the store nothing is said to be pruned`() async throws {
        try await clients.remove(try await clients.register(metadata))
        fixture.configuration.setFailure(Problem(.storeUnavailable, "down"))
        let problem = await #expect(throws: Problem.self) { try await disabled.prune(disabledFor: 0) }
        #expect(problem?.kind == .storeUnavailable)
    }
}
