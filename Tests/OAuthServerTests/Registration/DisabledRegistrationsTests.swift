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

    @Test(arguments: ["https://client.test/metadata.json", "ci-bot", "c_abc"])
    func `bars of clients that an operator called so stay`(id: String) async throws {
        let text = JSONValue.object(metadata.json).compactText
        var record = ClientRecord(id: id, metadata: text, isDisabled: true, createdAt: 0, updatedAt: 0)
        fixture.configuration.put(.client(record))
        #expect(try await disabled.prune(disabledFor: 0) == [])
        #expect(records == [id])
        record.isDisabled = false
        fixture.configuration.put(.client(record))
        #expect(try await clients.client(id) != nil)
    }

    @Test func `names are free although one like them was forgotten`() async throws {
        let id = "ci-bot"
        let text = JSONValue.object(metadata.json).compactText
        fixture.configuration.put(.client(ClientRecord(id: id, metadata: text, createdAt: 0, updatedAt: 0)))
        let digest = SecretDigest.hexadecimal(id).prefix(32)
        fixture.configuration.put(forgotten(String(digest.prefix(1)), ["\(digest)"]))
        #expect(try await clients.client(id) != nil)
    }

    @Test func `a hundred thousand of them are searched, and none is lost`() async throws {
        let old = try await clients.register(metadata)
        try await clients.remove(old)
        let bucket = String(SecretDigest.hexadecimal(old.id).prefix(1))
        let others = Set(
            (0..<100_000).map { SecretDigest.hexadecimal("\($0)").prefix(32) }.filter { $0.hasPrefix(bucket) }
        )
        .map(String.init).sorted()
        fixture.configuration.put(forgotten(bucket, others))
        _ = try await disabled.prune(disabledFor: 0)
        #expect(try await clients.client(old.id) == nil)
        let text = fixture.configuration.snapshot?.clients["forgotten:\(bucket)"]?.value.metadata ?? ""
        let kept = try JSONValue(parsing: Array(text.utf8))["digests"]?.arrayValue?.compactMap(\.stringValue)
        let digest = String(SecretDigest.hexadecimal(old.id).prefix(32))
        #expect(kept == (others + [digest]).sorted())
        for number in 0..<100_000 where SecretDigest.hexadecimal("\(number)").hasPrefix(bucket) {
            #expect(ForgottenRegistrations.contain("\(number)", in: try #require(fixture.configuration.snapshot)))
            #expect(!ForgottenRegistrations.contain("x\(number)", in: try #require(fixture.configuration.snapshot)))
            if number > 5_000 { break }
        }
    }

    @Test(arguments: ["", "{}", #"{"digests":["00"]}"#, #"{"digests":["}"#, #"{"digests":[]"#, "[]", "x"])
    func `a record that cannot be read is not written over, and refuses`(text: String) async throws {
        let old = try await clients.register(metadata)
        try await clients.remove(old)
        let id = "forgotten:" + SecretDigest.hexadecimal(old.id).prefix(1)
        let broken = ClientRecord(id: id, metadata: text, createdAt: 0, updatedAt: 0)
        fixture.configuration.put(.client(broken))
        let problem = await #expect(throws: Problem.self) { try await disabled.prune(disabledFor: 0) }
        #expect(problem?.kind == .conflict)
        #expect(fixture.configuration.snapshot?.clients[id]?.value == broken)
        try await fixture.configuration.edit { _ in [.delete(RecordKey(.clients, old.id))] }
        #expect(try await clients.client(old.id) == nil)
    }

    @Test func `not more are kept than every node can hold`() async throws {
        let old = try await clients.register(metadata)
        try await clients.remove(old)
        let bucket = String(SecretDigest.hexadecimal(old.id).prefix(1))
        let many = (0..<16_384).map { bucket + String(repeating: "0", count: 26) + String(10_000 + $0) }
        fixture.configuration.put(forgotten(bucket, many))
        let problem = await #expect(throws: Problem.self) { try await disabled.prune(disabledFor: 0) }
        #expect(problem?.kind == .conflict)
        #expect(records.contains(old.id))
    }

    private func forgotten(_ bucket: String, _ digests: [String]) -> ConfigurationRecord {
        let metadata = JSONValue.object(["digests": .array(digests.map { .string($0) })]).compactText
        return .client(ClientRecord(id: "forgotten:" + bucket, metadata: metadata, createdAt: 0, updatedAt: 0))
    }

    @Test func `without the store nothing is said to be pruned`() async throws {
        try await clients.remove(try await clients.register(metadata))
        fixture.configuration.setFailure(Problem(.storeUnavailable, "down"))
        let problem = await #expect(throws: Problem.self) { try await disabled.prune(disabledFor: 0) }
        #expect(problem?.kind == .storeUnavailable)
    }
}
