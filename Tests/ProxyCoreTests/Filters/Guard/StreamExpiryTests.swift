import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Streams end with the tokens that opened them, and nothing else does.
@Suite struct StreamExpiryTests {
    private static let stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"

    /// A client and the upstream's side of its request.
    private func open(
        _ fixture: GuardFixture, _ request: String, answer: String = stream
    ) throws -> (client: Wire, backend: Wire) {
        let client = try fixture.fixture.client(request)
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        backend.send(answer)
        let end = answer.suffix(4)
        try fixture.fixture.turn { client.text.contains(end) }
        return (client, backend)
    }

    /// Turns the loop until a stream has ended, and checks that this is when it should.
    private func expectEnd(_ fixture: GuardFixture, _ client: Wire, at second: Int64) throws {
        try fixture.fixture.turn { client.isEnded }
        let late = UnixTime.milliseconds - second * 1_000
        #expect(late >= 0)
        #expect(late < 1_000)
        // Nobody can take it for the end of the content.
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
    }

    /// Whether what the upstream says still reaches the client.
    private func goesOn(_ fixture: GuardFixture, _ peers: (client: Wire, backend: Wire)) throws {
        peers.backend.send("more")
        try fixture.fixture.turn { peers.client.text.contains("more") }
        #expect(!peers.client.isEnded)
    }

    @Test func `a stream ends when its token and the leeway have, and others go on`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 1 })
        let now = UnixTime.seconds
        // Opened before and after, so that the deadline moves both ways.
        let lasting = try open(fixture, GuardFixture.request(token: fixture.token()))
        let later = try open(
            fixture, GuardFixture.request(token: fixture.token { $0.claims["exp"] = .integer(now + 2) }))
        let sooner = try open(
            fixture, GuardFixture.request(token: fixture.token { $0.claims["exp"] = .integer(now + 1) }))
        #expect(fixture.fixture.worker.guardedExchanges == 3)
        try expectEnd(fixture, sooner.client, at: now + 2)
        try fixture.fixture.turn { sooner.backend.isEnded }
        #expect(!later.client.isEnded)
        try expectEnd(fixture, later.client, at: now + 3)
        #expect(fixture.fixture.worker.guardedExchanges == 1)
        try goesOn(fixture, lasting)
    }

    @Test func `a tunnel ends with its token`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 0 })
        let now = UnixTime.seconds
        let token = try fixture.token { $0.claims["exp"] = .integer(now + 2) }
        let tunnel = try open(
            fixture, GuardFixture.request("GET", "/mcp", token: token, "Connection: Upgrade", "Upgrade: websocket"),
            answer: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello")
        try expectEnd(fixture, tunnel.client, at: now + 2)
        #expect(fixture.fixture.worker.guardedExchanges == 0)
    }

    @Test(arguments: [true, false])
    func `a subscription ends with its token, and other calls are answered`(readsContent: Bool) throws {
        let fixture = try GuardFixture(
            settings: { $0.guarding.leeway = 0 },
            proxy: { if readsContent { $0.toolRules = [ToolRule(tools: ["*"])] } })
        let now = UnixTime.seconds
        let token = try fixture.token { $0.claims["exp"] = .integer(now + 2) }
        func call(_ method: String, _ fields: String) throws -> (client: Wire, backend: Wire) {
            let body = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{"name":"x"}}"#
            return try open(
                fixture,
                GuardFixture.request("POST", token: token, "Content-Length: \(body.utf8.count)\r\nX: y" + fields)
                    + body)
        }
        let long = try call("tools/call", "\r\nMcp-Method: tools/call")
        // What is read needs no field.
        let subscription = try call(
            "subscriptions/listen", readsContent ? "" : "\r\nmcp-method: subscriptions/listen")
        try expectEnd(fixture, subscription.client, at: now + 2)
        try goesOn(fixture, long)
    }

    @Test func `a subscription that is compressed ends with its token`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 0 })
        let now = UnixTime.seconds
        let token = try fixture.token { $0.claims["exp"] = .integer(now + 2) }
        let request = GuardFixture.request(
            "POST", token: token, "Content-Length: 0", "Mcp-Method: subscriptions/listen")
        let answer = Self.stream.replacing("\r\n\r\n", with: "\r\nContent-Encoding: gzip\r\n\r\n")
        let subscription = try open(fixture, request, answer: answer)
        try expectEnd(fixture, subscription.client, at: now + 2)
    }

    @Test func `what has an end of its own is let finish`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 0 })
        let now = UnixTime.seconds
        let token = try fixture.token { $0.claims["exp"] = .integer(now + 2) }
        let stream = try open(fixture, GuardFixture.request(token: token))
        let call = try open(fixture, GuardFixture.request("POST", "/mcp", token: token, "Content-Length: 0"))
        let download = try open(
            fixture, GuardFixture.request(token: token), answer: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegin")
        try expectEnd(fixture, stream.client, at: now + 2)
        try goesOn(fixture, call)
        try goesOn(fixture, download)
        #expect(try fixture.fixture.response(download.client).text == "beginmore")
    }

    @Test func `a stream that begins after its token's end is ended at once`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 0 })
        let now = UnixTime.seconds
        let client = try fixture.fixture.client(
            GuardFixture.request(token: fixture.token { $0.claims["exp"] = .integer(now + 2) }))
        let backend = try fixture.fixture.backend()
        _ = try fixture.fixture.request(backend)
        try fixture.fixture.turn { UnixTime.seconds > now + 1 }
        backend.send(Self.stream)
        try fixture.fixture.turn { client.isEnded && backend.isEnded }
        #expect(UnixTime.milliseconds - (now + 2) * 1_000 < 1_500)
    }

    @Test func `a page's streams do not end when its session has to be made anew`() throws {
        let fixture = try GuardFixture(
            { $0.mode = .redirect }, settings: { $0.guarding.leeway = 0 }, proxy: { $0.httpsRedirect = .never })
        let now = UnixTime.seconds
        var session = TestToken.session(fixture.keys)
        session.claims["exp"] = .integer(now + 2)
        let page = try open(
            fixture,
            GuardFixture.request("GET", "/mcp", token: nil, "Cookie: unified_auth_token=\(try session.text())"))
        let stream = try open(
            fixture, GuardFixture.request(token: fixture.token { $0.claims["exp"] = .integer(now + 2) }))
        try expectEnd(fixture, stream.client, at: now + 2)
        try goesOn(fixture, page)
    }

    @Test func `times beyond all reason end nothing and break nothing`() throws {
        let fixture = try GuardFixture()
        for expiry in [Int64.max, .max - 30, .max / 1_000, 1 << 53] as [Int64] {
            try goesOn(
                fixture,
                open(fixture, GuardFixture.request(token: fixture.token { $0.claims["exp"] = .integer(expiry) })))
        }
    }
}
