import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Tokens that open several ports, from records of their own.
@Suite struct PortTokenTests {
    private static let token = "pt_shared"

    private static func request(_ token: String = PortTokenTests.token) -> String {
        PortFixture.request("X-Source-Token: \(token)\r\n")
    }

    private static func now() -> Int64 { Int64(time(nil)) * 1_000 }

    /// A port without a token of its own, of a service that somebody owns.
    private func fixture(owner: String? = "alice") throws -> PortFixture {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(token: ""), owner: owner)
        return fixture
    }

    @Test func `a port without tokens is closed`() throws {
        let fixture = try fixture()
        #expect(try fixture.refused(Self.request()).status == 401)
    }

    @Test(arguments: [nil, "alice"]) func `a token opens the ports of its owner`(_ owner: String?) throws {
        let fixture = try fixture(owner: owner)
        try fixture.put(token: Self.token) { $0.owner = owner }
        try fixture.forwarded(Self.request())
    }

    @Test(arguments: [("alice", "bob"), (nil, "bob"), ("alice", nil)] as [(String?, String?)])
    func `a token does not open the ports of another owner`(_ owner: String?, _ other: String?) throws {
        let fixture = try fixture(owner: owner)
        try fixture.put(token: Self.token) { $0.owner = other }
        #expect(try fixture.refused(Self.request()).status == 401)
    }

    @Test(arguments: [(["app"], true), (["other", "app"], true), (["other"], false), (["App"], false)])
    func `a token opens the services that it names`(_ services: [String], _ isOpen: Bool) throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) {
            $0.owner = "alice"
            $0.allowedServices = services
        }
        if isOpen {
            try fixture.forwarded(Self.request())
        } else {
            #expect(try fixture.refused(Self.request()).status == 401)
        }
    }

    @Test(arguments: [true, false]) func `a token opens the ports that it names`(_ isNamed: Bool) throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) {
            $0.owner = "alice"
            $0.allowedPorts = [isNamed ? fixture.port : fixture.port &- 1, 1]
        }
        if isNamed {
            try fixture.forwarded(Self.request())
        } else {
            #expect(try fixture.refused(Self.request()).status == 401)
        }
    }

    @Test func `a token ends when it expires`() throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) {
            $0.owner = "alice"
            $0.expiresAt = Self.now() - 1
        }
        let client = try fixture.client()
        #expect(try fixture.refused(Self.request(), on: client).status == 401)
        try fixture.put(token: Self.token) {
            $0.owner = "alice"
            $0.expiresAt = Self.now() + 60_000
        }
        try fixture.forwarded(Self.request(), on: client)
    }

    @Test func `a token that is taken away is refused from the next request on`() throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) { $0.owner = "alice" }
        let client = try fixture.client()
        try fixture.forwarded(Self.request(), on: client)
        fixture.apply(.delete(RecordKey(.portTokens, "token")))
        #expect(try fixture.refused(Self.request(), on: client).status == 401)
    }

    @Test(arguments: [true, false]) func `a stream ends with the token that opened it`(_ expires: Bool) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(), owner: "alice")
        try fixture.put(token: Self.token) {
            $0.owner = "alice"
            $0.expiresAt = UnixTime.milliseconds + (expires ? 2_000 : 60_000)
        }
        var streams: [(client: Wire, backend: Wire)] = []
        for token in [Self.token, PortFixture.token] {
            let client = try fixture.client(Self.request(token))
            let backend = try fixture.worker.backend()
            _ = try fixture.worker.request(backend)
            backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
            try fixture.worker.turn { client.text.contains("data: 1") || client.isEnded }
            streams.append((client, backend))
        }
        if !expires { fixture.apply(.delete(RecordKey(.portTokens, "token"))) }
        try fixture.worker.turn { streams[0].client.isEnded && streams[0].backend.isEnded }
        #expect(!streams[0].client.text.hasSuffix("0\r\n\r\n"))
        streams[1].backend.send("data: 2\n\n")
        try fixture.worker.turn { streams[1].client.text.contains("data: 2") }
    }

    @Test(arguments: [PortFixture.token, token]) func `a stream ends with the port that it came by`(
        _ token: String
    ) throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(), owner: "alice")
        try fixture.put(token: Self.token) { $0.owner = "alice" }
        let client = try fixture.client(Self.request(token))
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        try fixture.worker.turn { client.text.contains("data: 1") }
        fixture.open("app", try fixture.gate(port: FreePort.next(), token: "anew"), owner: "alice")
        try fixture.worker.turn { client.isEnded && backend.isEnded }
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
    }

    @Test func `a stream ends when its source is served no longer`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate())
        let client = try fixture.client(Self.request(PortFixture.token))
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
        try fixture.worker.turn { client.text.contains("data: 1") }
        fixture.open("app", try fixture.gate(sources: ["192.0.2.0/24"]))
        try fixture.worker.turn { client.isEnded && backend.isEnded }
    }

    @Test func `a request without an answer yet is refused when its token ends`() throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) { $0.owner = "alice" }
        let client = try fixture.client(Self.request())
        let backend = try fixture.worker.backend()
        _ = try fixture.worker.request(backend)
        try fixture.put(token: "pt_new") { $0.owner = "alice" }
        #expect(try fixture.worker.response(client).status == 401)
        try fixture.worker.turn { backend.isEnded }
    }

    @Test func `a token that was made anew replaces the old one`() throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) { $0.owner = "alice" }
        try fixture.put(token: "pt_new") { $0.owner = "alice" }
        #expect(try fixture.refused(Self.request()).status == 401)
        try fixture.forwarded(Self.request("pt_new"))
    }

    @Test func `two records of one token stand for themselves`() throws {
        let fixture = try fixture()
        try fixture.put(token: Self.token) { $0.owner = "alice" }
        try fixture.put(token: Self.token) {
            $0.name = "second"
            $0.owner = "bob"
        }
        let client = try fixture.client()
        try fixture.forwarded(Self.request(), on: client)
        fixture.apply(.delete(RecordKey(.portTokens, "token")))
        #expect(try fixture.refused(Self.request(), on: client).status == 401)
        #expect(fixture.worker.worker.ports.tokens.count == 1)
    }

    @Test func `the port's own token can be changed under its connections`() throws {
        let fixture = try PortFixture()
        fixture.open("app", try fixture.gate(token: "first"))
        let client = try fixture.client()
        try fixture.forwarded(Self.request("first"), on: client)
        fixture.open("app", try fixture.gate(token: "second"))
        #expect(try fixture.refused(Self.request("first"), on: client).status == 401)
        client.send(Self.request("second"))
        try fixture.worker.turn { fixture.worker.upstreams.contains { !$0.isResting } }
    }

    @Test(arguments: ["", "nonsense", String(repeating: "0", count: 63)])
    func `a digest that cannot be read opens nothing`(_ digest: String) throws {
        let fixture = try PortFixture()
        var gate = try fixture.gate()
        gate.tokenDigest = digest
        fixture.open("app", gate)
        try fixture.put(token: Self.token) { $0.digest = digest }
        for token in ["", Self.token, digest] where token.utf8.count < 1_000 {
            #expect(try fixture.refused(Self.request(token)).status == 401)
        }
        #expect(fixture.worker.worker.ports.tokens.count == 0)
    }
}
