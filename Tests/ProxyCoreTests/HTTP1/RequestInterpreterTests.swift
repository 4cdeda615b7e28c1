import ProxyCore
import Testing

@Suite struct RequestInterpreterTests {
    private func request(_ fields: String, method: String = "GET", version: String = "1.1") throws -> ParsedRequest {
        try #require(ParsedRequest(Octets("\(method) / HTTP/\(version)\r\nHost: h\r\n\(fields)\r\n")))
    }

    @Test(arguments: [
        ("", "1.1", true), ("Connection: close\r\n", "1.1", false), ("Connection: Keep-Alive\r\n", "1.1", true),
        ("Connection: x, CLOSE\r\n", "1.1", false), ("Connection: x\r\nConnection: close\r\n", "1.1", false),
        ("", "1.0", false), ("Connection: keep-alive\r\n", "1.0", true),
        ("Connection: keep-alive, close\r\n", "1.0", false), ("Proxy-Connection: keep-alive\r\n", "1.0", false),
    ])
    func `decides whether the connection persists`(_ fields: String, _ version: String, _ persists: Bool) throws {
        #expect(try self.request(fields, version: version).flags.contains(.keepAlive) == persists)
    }

    @Test func `removes hop-by-hop fields`() throws {
        let request = try self.request(
            """
            Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\nTE: gzip\r\nUpgrade: h2c\r
            HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nProxy-Authorization: Basic eA==\r\nProxy-Authenticate: x\r
            Accept: */*\r

            """)
        #expect(request.fields == ["Host: h", "Accept: */*"])
        #expect(request.flags == .keepAlive)
    }

    @Test func `removes fields that Connection names, wherever they stand`() throws {
        let request = try self.request(
            "X-One: 1\r\nConnection: x-one, , X-TWO\r\nx-two: 2\r\nX-Two: 3\r\nX-Three: 4\r\n")
        #expect(request.fields == ["Host: h", "X-Three: 4"])
    }

    @Test func `removes nothing that an alias of a Connection option frames`() throws {
        let request = try self.request("Content-Length: 3\r\nConnection: content_length\r\n", method: "POST")
        #expect(request.framing == .length(3))
    }

    @Test func `refuses a Connection that names too many fields`() {
        let options = (0..<40).map { "x\($0)" }.joined(separator: ",")
        let raw = Octets("GET / HTTP/1.1\r\nHost: h\r\nConnection: \(options)\r\n\r\n")
        #expect(raw.requestOutcome == .rejected(.invalidConnection))
    }

    @Test(arguments: [
        "X_Forwarded_For", "x.forwarded.for", "X-Forwarded_For", "X_Real_IP", "X_Request.ID", "Proxy_Status",
        "X_Auth_User_Id", "x.auth-groups", "X_Forwarded_User", "Content_Length", "Transfer.Encoding", "Set_Cookie",
    ])
    func `drops aliases of names that mean something`(_ name: String) throws {
        #expect(try self.request("\(name): x\r\nA_b.c: y\r\n").fields == ["Host: h", "A_b.c: y"])
    }

    @Test func `keeps the proper spelling of our own names for the rules of trust`() throws {
        #expect(try self.request("X-Forwarded-For: ::1\r\n").fields == ["Host: h", "X-Forwarded-For: ::1"])
    }

    @Test(arguments: [
        ("Connection: Upgrade\r\nUpgrade: websocket\r\n", "1.1", "websocket"),
        ("Connection: keep-alive, upgrade\r\nUpgrade: foo/2\r\n", "1.1", "foo/2"),
        ("Upgrade: websocket\r\n", "1.1", ""), ("Connection: upgrade\r\n", "1.1", ""),
        ("Connection: upgrade\r\nUpgrade: h2c\r\n", "1.1", ""), ("Connection: upgrade\r\nUpgrade: H2C\r\n", "1.1", ""),
        ("Connection: upgrade\r\nUpgrade: websocket, h2c\r\n", "1.1", ""),
        ("Connection: upgrade\r\nUpgrade: a\r\nUpgrade: b\r\n", "1.1", ""),
        ("Connection: upgrade\r\nUpgrade: websocket\r\n", "1.0", ""),
        ("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n", "1.1", ""),
        ("Connection: upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n", "1.1", ""),
    ])
    func `recognises a request to upgrade`(_ fields: String, _ version: String, _ token: String) throws {
        let request = try self.request(fields, version: version)
        #expect(request.upgrade == token)
        #expect(request.flags.contains(.wantsUpgrade) == !token.isEmpty)
    }

    @Test(arguments: [
        ("Expect: 100-continue\r\nContent-Length: 3\r\n", "1.1", true),
        ("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "1.1", true),
        ("Expect: 100-continue\r\nContent-Length: 0\r\n", "1.1", false),
        ("Expect: 100-continue\r\n", "1.1", false),
        ("Expect: 100-continue\r\nContent-Length: 3\r\n", "1.0", false),
    ])
    func `recognises who waits for 100`(_ fields: String, _ version: String, _ waits: Bool) throws {
        let request = try self.request(fields, method: "PUT", version: version)
        #expect(request.flags.contains(.expectsContinue) == waits)
        #expect(request.fields.contains("Expect: 100-continue") == waits)
    }
}
