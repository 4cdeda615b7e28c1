import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Rules about tools on the way of requests and answers.
@Suite struct ToolAccessTests {
    private static func fixture(
        _ auth: (inout ProxyAuthConfig) -> Void = { _ in }, settings: (inout WorkerSettings) -> Void = { _ in }
    ) throws -> GuardFixture {
        try GuardFixture(
            auth, settings: settings, proxy: { $0.toolRules = [ToolRule(tools: ["add"])] })
    }

    private static func message(_ method: String, _ params: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":\#(params)}"#
    }

    private static let list = Self.message("tools/list")
    private static let allowed = Self.message("tools/call", #"{"name":"add","arguments":{}}"#)
    private static let denied = Self.message("tools/call", #"{"name":"del","arguments":{}}"#)
    static let tools =
        #"{"jsonrpc":"2.0","id":7,"result":{"tools":[{"name":"del"},{"name":"add"}],"ttlMs":9,"cacheScope":"public"}}"#
    private static let shown =
        #"{"jsonrpc":"2.0","id":7,"result":{"tools":[{"name":"add"}],"ttlMs":9,"cacheScope":"private"}}"#

    private static func post(_ guarded: GuardFixture, _ body: String, _ fields: String..., path: String = "/mcp") throws
        -> String
    {
        let lines = ["Authorization: Bearer \(try guarded.token())", "Content-Length: \(body.utf8.count)"] + fields
        return "POST \(path) HTTP/1.1\r\nHost: app.test\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    /// The upstream's side of a request, and the client's.
    private static func exchange(_ guarded: GuardFixture, _ request: String) throws -> (
        client: Wire, backend: Wire, request: WireMessage
    ) {
        let client = try guarded.fixture.client(request)
        let backend = try guarded.fixture.backend()
        return (client, backend, try guarded.fixture.request(backend))
    }

    @Test(arguments: ["/mcp", "/mcp/", "/other"])
    func `a call that may not be made does not reach the upstream`(path: String) throws {
        let guarded = try Self.fixture()
        let response = try guarded.refused(Self.post(guarded, Self.denied, path: path))
        #expect(response.status == 200)
        #expect(response["Content-Type"] == "application/json")
        #expect(try JSONValue(parsing: response.body)["id"] == 7)
        #expect(try JSONValue(parsing: response.body)["error"]?["code"] == -32602)
    }

    @Test func `a call that may be made goes on as it came, asking for plain content`() throws {
        let guarded = try Self.fixture()
        let message = try guarded.forwarded(Self.post(guarded, Self.allowed, "Accept-Encoding: gzip", "Mcp-Name: add"))
        #expect(message.text == Self.allowed)
        #expect(message["Content-Length"] == "\(Self.allowed.utf8.count)")
        #expect(message.all("Accept-Encoding") == ["identity"])
        #expect(message["Mcp-Name"] == "add")
    }

    @Test func `a call in chunks is put together`() throws {
        let guarded = try Self.fixture()
        let head =
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunks = Self.allowed.utf8.map { "1\r\n" + String(UnicodeScalar($0)) + "\r\n" }.joined() + "0\r\n\r\n"
        let client = try guarded.fixture.client(head)
        client.send(chunks)
        let backend = try guarded.fixture.backend()
        let message = try guarded.fixture.request(backend)
        #expect(message.text == Self.allowed)
        #expect(!message.isChunked)
        backend.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        #expect(try guarded.fixture.response(client).status == 202)
    }

    @Test func `a call cut at every byte is the same call`() throws {
        let guarded = try Self.fixture()
        for body in [Self.allowed, Self.denied] {
            let request = Array(try Self.post(guarded, body).utf8)
            let start = request.count - body.utf8.count
            for cut in stride(from: start, to: request.count, by: 3) {
                let client = try guarded.fixture.client(String(decoding: request[..<cut], as: UTF8.self))
                try guarded.fixture.pass(1)
                client.send(String(decoding: request[cut...], as: UTF8.self))
                if body == Self.allowed {
                    let backend = try guarded.fixture.backend()
                    #expect(try guarded.fixture.request(backend).text == body)
                    backend.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    #expect(try guarded.fixture.response(client).status == 202)
                } else {
                    #expect(try guarded.fixture.response(client).text.contains("-32602"))
                }
            }
        }
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test func `a client that asks whether to send is told to`() throws {
        let guarded = try Self.fixture()
        let request = try Self.post(guarded, "", "Expect: 100-continue")
            .replacing("Content-Length: 0", with: "Content-Length: \(Self.allowed.utf8.count)")
        let client = try guarded.fixture.client(request)
        try guarded.fixture.turn { client.text.hasPrefix("HTTP/1.1 100 ") }
        client.received = []
        client.send(Self.allowed)
        let backend = try guarded.fixture.backend()
        let message = try guarded.fixture.request(backend)
        #expect(message["Expect"] == nil)
        #expect(message.text == Self.allowed)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try guarded.fixture.response(client).status == 204)
    }

    @Test(arguments: [
        ["Content-Type: application/json; charset=utf-7"], ["content-type: application/json;Charset=\"UTF-16\""],
        ["Content-Type: application/json", "Content-Type: application/json"],
        ["Content-Encoding: identity", "Content-Encoding: gzip"],
    ])
    func `content that a server may read as another text is refused`(fields: [String]) throws {
        let guarded = try Self.fixture()
        let lines = fields.joined(separator: "\r\n")
        let refused = try guarded.refused(Self.post(guarded, Self.allowed, lines))
        #expect(refused.status == 415)
        #expect(refused.text.contains("\"code\":-32600"))
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test(arguments: ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", "text/plain"])
    func `content that says it is UTF-8, or says nothing, goes on`(type: String) throws {
        let guarded = try Self.fixture()
        let message = try guarded.forwarded(Self.post(guarded, Self.allowed, "Content-Type: \(type)"))
        #expect(message.text == Self.allowed)
        #expect(message["Content-Type"] == type)
    }

    @Test func `content that is too long is refused, told or not`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumCall = 200 })
        let long = Self.message(
            "tools/call", #"{"name":"add","arguments":{"a":"\#(String(repeating: "x", count: 200))"}}"#)
        let told = try guarded.refused(Self.post(guarded, long))
        #expect(told.status == 413)
        #expect(told.text.contains("\"code\":-32600"))
        let chunked =
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n\(String(long.utf8.count, radix: 16))\r\n\(long)\r\n0\r\n\r\n"
        #expect(try guarded.refused(chunked).status == 413)
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test(arguments: [(200, 400), (400, 200)])
    func `a proxy may allow shorter calls, but no longer ones`(all: Int, own: UInt64) throws {
        let guarded = try GuardFixture(
            settings: { $0.guarding.maximumCall = all },
            proxy: {
                $0.toolRules = [ToolRule(tools: ["add"])]
                $0.trafficPolicy.maxBodyBytes = own
            })
        #expect(try guarded.forwarded(Self.post(guarded, Self.allowed)).text == Self.allowed)
        let long = Self.message(
            "tools/call", #"{"name":"add","arguments":{"a":"\#(String(repeating: "x", count: 200))"}}"#)
        #expect(try guarded.refused(Self.post(guarded, long)).status == 413)
    }

    @Test func `a call counts until it cannot be sent again`() throws {
        let guarded = try Self.fixture()
        let request = try Self.post(guarded, Self.allowed)
        let (client, backend, _) = try Self.exchange(guarded, request)
        #expect(guarded.fixture.worker.callContent == 0)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        _ = try guarded.fixture.response(client)
        #expect(guarded.fixture.worker.callContent == 0)
        // What may be repeated on a connection that may be dead is kept until the answer.
        let idempotent = request.replacing("POST ", with: "PUT ")
        client.send(idempotent)
        #expect(try guarded.fixture.request(backend).text == Self.allowed)
        #expect(guarded.fixture.worker.callContent == Self.allowed.utf8.count)
        backend.send(Self.jsonHead + "Transfer-Encoding: chunked\r\n\r\n" + Self.chunk("{"))
        try guarded.fixture.turn { client.text.contains("1\r\n{\r\n") }
        #expect(guarded.fixture.worker.callContent == 0)
        backend.send(Self.chunk("}") + "0\r\n\r\n")
        #expect(try guarded.fixture.response(client).text == "{}")
        client.send(idempotent)
        #expect(try guarded.fixture.request(backend).text == Self.allowed)
        backend.shutDown()
        let other = try guarded.fixture.backend()
        #expect(try guarded.fixture.request(other).text == Self.allowed)
        #expect(guarded.fixture.worker.callContent == 0)
        client.reset()
        try guarded.fixture.turn { guarded.fixture.served.isEmpty }
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test func `what is held of an event counts until the event has passed`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumCallContent = 2000 })
        let (client, backend, _) = try Self.exchange(guarded, GuardFixture.request(token: try guarded.token()))
        let event = "data: " + String(repeating: "x", count: 1000)
        backend.send(Self.streamHead + Self.chunk(event))
        try guarded.fixture.turn { guarded.fixture.worker.callContent == event.utf8.count }
        backend.send(Self.chunk("\n\n"))
        try guarded.fixture.turn { client.text.contains(event) }
        #expect(guarded.fixture.worker.callContent == 0)
        backend.send(Self.chunk(event) + Self.chunk(event))
        try guarded.fixture.turn { client.isEnded }
        #expect(guarded.fixture.worker.callContent == 0)
    }

    @Test(arguments: ["Content-Length: 100", "Transfer-Encoding: chunked"])
    func `a call has to be there in time, however it trickles`(framing: String) throws {
        let guarded = try Self.fixture(settings: { $0.timeouts.bodyIdle = 300 })
        let client = try guarded.fixture.client(
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\n\(framing)\r\n\r\n"
        )
        let begin = Reactor.clock()
        // Content, or nothing but what stands before it.
        if framing.hasPrefix("T") { client.send("1;a=") }
        let drop = framing.hasPrefix("T") ? "x" : " "
        while !client.text.contains("HTTP/1.1 408"), Reactor.clock() < begin + 5_000 {
            client.send(drop)
            try guarded.fixture.pass(20)
        }
        #expect(client.text.contains("HTTP/1.1 408"))
        #expect(Reactor.clock() - begin >= 300)
        #expect(guarded.fixture.worker.callContent == 0)
        #expect(guarded.fixture.backendCount == 0)
    }

    @Test func `calls that are read leave our own services their room`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumCallContent = 20 })
        let client = try guarded.fixture.client(
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\n"
                + "Content-Length: 100\r\n\r\n 23456789 ")
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 10 }
        #expect(guarded.fixture.worker.localContent == 0)
        #expect(try guarded.refused(Self.post(guarded, Self.allowed)).status == 503)
        client.reset()
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 0 }
        #expect(try guarded.refused(Self.post(guarded, "no JSON")).status == 400)
    }

    /// A call of somebody that does not get complete.
    private static func slowCall(_ guarded: GuardFixture, _ count: Int, of user: String = "local:eve") throws -> Wire {
        let token = try guarded.token { $0.claims["sub"] = .string(user) }
        return try guarded.fixture.client(
            GuardFixture.request("POST", token: token, "Content-Length: \(count + 1)")
                + String(repeating: " ", count: count))
    }

    @Test func `calls that are read leave answers their room`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumCallContent = 2_000 })
        let (client, backend, _) = try Self.exchange(guarded, GuardFixture.request(token: try guarded.token()))
        let slow = try Self.slowCall(guarded, 960)
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 960 }
        let refusal = try guarded.refused(Self.post(guarded, Self.allowed))
        #expect(refusal.status == 503)
        #expect(refusal["Retry-After"] != nil)
        let event = "data: " + String(repeating: "x", count: 980)
        backend.send(Self.streamHead + Self.chunk(event))
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 960 + event.utf8.count }
        backend.send(Self.chunk("\n\n"))
        try guarded.fixture.turn { client.text.contains(event) }
        slow.reset()
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 0 }
        #expect(try guarded.forwarded(Self.post(guarded, Self.allowed)).text == Self.allowed)
    }

    @Test func `calls of one caller leave others their room`() throws {
        let guarded = try Self.fixture(settings: {
            $0.guarding.maximumCall = 1_000
            $0.guarding.maximumCallContent = 8_000
        })
        let slow = [try Self.slowCall(guarded, 480), try Self.slowCall(guarded, 480)]
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 960 }
        let eve = try guarded.token { $0.claims["sub"] = "local:eve" }
        let another =
            GuardFixture.request("POST", token: eve, "Content-Length: \(Self.allowed.utf8.count)") + Self.allowed
        let refusal = try guarded.refused(another)
        #expect(refusal.status == 503)
        #expect(refusal["Retry-After"] != nil)
        #expect(try guarded.forwarded(Self.post(guarded, Self.allowed)).text == Self.allowed)
        slow[0].reset()
        try guarded.fixture.turn { guarded.fixture.worker.callContent == 480 }
        for _ in 0..<20 { #expect(try guarded.forwarded(another).text == Self.allowed) }
    }

    @Test func `what is long is not copied into the buffer of all connections`() throws {
        let guarded = try Self.fixture()
        let client = try guarded.fixture.client(GuardFixture.request(token: try guarded.token()))
        let backend = try guarded.fixture.backend()
        _ = try guarded.fixture.request(backend)
        backend.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Self.chunk("a"))
        try guarded.fixture.turn { client.text.contains("1\r\na\r\n") }
        client.received = []
        let connection = try #require(guarded.fixture.served.first)
        let long = String(repeating: "x", count: 300_000)
        let isSent = unsafe Array(long.utf8).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe connection.sendContent(start, bytes.count)
        }
        #expect(isSent)
        #expect(connection.scratch.count == 2)
        #expect(connection.flushStaged())
        try guarded.fixture.turn { client.text == Self.chunk(long) }
    }

    @Test func `what rules cannot be applied to is refused`() throws {
        let guarded = try Self.fixture()
        #expect(try guarded.refused(Self.post(guarded, "no JSON")).status == 400)
        #expect(try guarded.refused(Self.post(guarded, Self.allowed, "Content-Encoding: gzip")).status == 415)
        let upgrade = GuardFixture.request(
            token: try guarded.token(), "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x")
        #expect(try guarded.refused(upgrade).status == 403)
        #expect(try guarded.refused(Self.post(guarded, Self.allowed, "Mcp-Name: del")).text.contains("-32020"))
    }

    @Test func `who needs no token has no rights, but paths without a guard have no rules`() throws {
        let open = try Self.fixture { $0.mode = .passthrough }
        let request =
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nContent-Length: \(Self.allowed.utf8.count)\r\n\r\n\(Self.allowed)"
        #expect(try open.refused(request).text.contains("-32602"))
        let excluded = try Self.fixture { $0.excludedPaths = ["/public", "/mcp"] }
        #expect(try excluded.refused(request).text.contains("-32602"))
        #expect(try excluded.forwarded(request.replacing("/mcp", with: "/public")).text == Self.allowed)
    }

    // MARK: - Answers

    private static let jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

    @Test(arguments: [true, false]) func `a list is filtered and its length told`(isChunked: Bool) throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
        let body =
            isChunked
            ? "Transfer-Encoding: chunked\r\n\r\n"
                + Self.tools.utf8.map { "1\r\n\(String(UnicodeScalar($0)))\r\n" }.joined() + "0\r\n\r\n"
            : "Content-Length: \(Self.tools.utf8.count)\r\n\r\n" + Self.tools
        backend.send(Self.jsonHead + "ETag: \"x\"\r\nCache-Control: public\r\nX-Other: 1\r\n" + body)
        let response = try guarded.fixture.response(client)
        #expect(response.text == Self.shown)
        #expect(response["Content-Length"] == "\(Self.shown.utf8.count)")
        #expect(response.all("Cache-Control") == ["private, no-cache"])
        #expect(response["ETag"] == nil)
        #expect(response["X-Other"] == "1")
        #expect(guarded.fixture.worker.callContent == 0)
        // The connections are good for another request.
        client.send(try Self.post(guarded, Self.denied))
        #expect(try guarded.fixture.response(client).text.contains("-32602"))
    }

    @Test func `an answer that is no list passes as it came`() throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
        let error = #"{"jsonrpc": "2.0", "id": 7, "error": {"code": -32601, "message": "x"}}"#
        backend.send(
            "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: \(error.utf8.count)\r\n\r\n"
                + error)
        let response = try guarded.fixture.response(client)
        #expect(response.status == 404)
        #expect(response.text == error)
    }

    @Test func `a list that cannot be checked is an error`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumToolList = 100 })
        for (fields, body) in [
            ("", Self.tools), ("Content-Encoding: gzip\r\n", "x"), ("", #"{"result":{"tools":[1}}"#),
        ] {
            let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
            backend.send(Self.jsonHead + fields + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
            let response = try guarded.fixture.response(client)
            #expect(response.status == 502)
            #expect(try JSONValue(parsing: response.body)["id"] == 7)
            #expect(try JSONValue(parsing: response.body)["error"]?["code"] == -32603)
        }
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
        backend.send(Self.jsonHead + "\r\n" + Self.tools)
        #expect(try guarded.fixture.response(client).status == 502)
        #expect(guarded.fixture.worker.callContent == 0)
    }

    private static let streamHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n" }

    @Test(arguments: [true, false]) func `a list in a stream is filtered`(isAsked: Bool) throws {
        let guarded = try Self.fixture()
        let request = isAsked ? try Self.post(guarded, Self.list) : GuardFixture.request(token: try guarded.token())
        let (client, backend, _) = try Self.exchange(guarded, request)
        backend.send(Self.streamHead)
        let other = "id: 1\r\ndata: {\"method\":\"x\"}\r\n\r\n"
        backend.send(Self.chunk(other))
        try guarded.fixture.turn { client.text.contains(other) }
        for byte in "event: message\r\ndata: \(Self.tools)\r\n\r\n".utf8 {
            backend.send(Self.chunk(String(UnicodeScalar(byte))))
        }
        try guarded.fixture.turn { client.text.contains("data: " + Self.shown + "\n\n") }
        backend.send(Self.chunk("data: last\n\n") + "0\r\n\r\n")
        let response = try guarded.fixture.response(client)
        #expect(response.text == ": keep-alive\n\n" + other + "event: message\ndata: \(Self.shown)\n\n\ndata: last\n\n")
    }

    @Test func `a stream whose length is told is filtered as well`() throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
        let event = "data: \(Self.tools)\n\n"
        backend.send(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: \(event.utf8.count)\r\n\r\n" + event)
        #expect(try guarded.fixture.response(client).text.hasSuffix("data: \(Self.shown)\n\n"))
    }

    @Test(arguments: [
        ToolAccessTests.tools, #"{"result":{"tools":["del"}}"#, #"{"result":{"tools":["del"],"tools":[]}}"#,
    ])
    func `a stream with a list that cannot be checked ends with an error`(list: String) throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumToolList = 100 })
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.list))
        backend.send(Self.streamHead + Self.chunk("data: ok\n\n") + Self.chunk("data: \(list)\n\n"))
        let response = try guarded.fixture.response(client)
        #expect(response.text.contains("data: ok\n\n"))
        #expect(response.text.contains("-32603"))
        #expect(!response.text.contains("del"))
    }

    @Test func `a stream that nobody asked a list of goes on without one that cannot be checked`() throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, GuardFixture.request(token: try guarded.token()))
        backend.send(Self.streamHead + Self.chunk("data: ok\n\n") + Self.chunk("data: {\"tools\": del\n\n"))
        backend.send(Self.chunk("data: more\n\n") + "0\r\n\r\n")
        #expect(try guarded.fixture.response(client).text == ": keep-alive\n\ndata: ok\n\ndata: more\n\n")
    }

    @Test(arguments: [#"{"result":{"text":"tools \ud83d"}}"#, #"{"result":{"n":18446744073709551616,"x":"\u00e9"}}"#])
    func `an event that holds no list passes as it came, readable or not`(data: String) throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, GuardFixture.request(token: try guarded.token()))
        backend.send(Self.streamHead + Self.chunk("data: \(data)\r\n\r\n") + "0\r\n\r\n")
        #expect(try guarded.fixture.response(client).text == ": keep-alive\n\ndata: \(data)\r\n\r\n")
    }

    @Test func `a stream that nobody asked a list of ends before an event that is too long`() throws {
        let guarded = try Self.fixture(settings: { $0.guarding.maximumToolList = 100 })
        let (client, backend, _) = try Self.exchange(guarded, GuardFixture.request(token: try guarded.token()))
        backend.send(Self.streamHead + Self.chunk("data: ok\n\n") + Self.chunk("data: \(Self.tools)\n\n"))
        try guarded.fixture.turn { client.isEnded }
        #expect(client.text.contains("data: ok\n\n"))
        #expect(!client.text.contains("del"))
        #expect(!client.text.hasSuffix("0\r\n\r\n"))
    }

    @Test func `answers to other calls are not held`() throws {
        let guarded = try Self.fixture()
        let (client, backend, _) = try Self.exchange(guarded, Self.post(guarded, Self.allowed))
        backend.send(Self.jsonHead + "Transfer-Encoding: chunked\r\n\r\n" + Self.chunk("{\"part\""))
        try guarded.fixture.turn { client.text.contains("{\"part\"") }
    }

    @Test func `hosts without rules read nothing`() throws {
        let guarded = try GuardFixture()
        let client = try guarded.fixture.client(
            "POST /mcp HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(try guarded.token())\r\n"
                + "Accept-Encoding: gzip\r\nContent-Length: 100\r\n\r\n{")
        let backend = try guarded.fixture.backend()
        try guarded.fixture.turn { backend.text.hasSuffix("\r\n\r\n{") }
        #expect(backend.text.contains("Accept-Encoding: gzip\r\n"))
        #expect(client.received.isEmpty)
    }
}
