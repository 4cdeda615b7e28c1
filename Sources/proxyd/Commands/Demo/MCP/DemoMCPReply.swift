internal import ProxyModel

/// What the demo MCP server answers to one request.
struct DemoMCPReply {
    enum Content: Equatable {
        case nothing
        case json(JSONValue)
        /// One message as an event stream that ends after it.
        case event(JSONValue)
        /// A stream without messages that stays open until the client leaves.
        case openStream
    }

    var status = "200 OK"
    var fields: [(name: String, value: String)] = []
    var content: Content

    private static let keepAlive = 15_000

    /// What lets clients in browsers call the endpoint, and read its answers.
    private static let crossOrigin = [
        (name: "Access-Control-Allow-Origin", value: "*"),
        ("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version"),
    ]

    /// The answer to a preflight.
    static let preflight = Self(
        status: "204 No Content",
        fields: [
            ("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
            (
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID, Mcp-Method, Mcp-Name"
            ),
            ("Access-Control-Max-Age", "7200"),
        ], content: .nothing)

    /// A JSON-RPC error under an HTTP status.
    static func error(_ status: String, _ code: Int64, _ message: String, id: JSONValue, data: JSONValue? = nil) -> Self
    {
        var error: JSONObject = ["code": .integer(code), "message": .string(message)]
        if let data { error.append("data", data) }
        return Self(status: status, content: .json(["jsonrpc": "2.0", "id": id, "error": .object(error)]))
    }

    /// A method that the endpoint does not take.
    static func notAllowed(_ methods: String) -> Self {
        Self(status: "405 Method Not Allowed", fields: [("Allow", methods)], content: .nothing)
    }

    /// Sends the answer; false when the connection is of no more use.
    func send(to socket: DemoSocket, for request: DemoRequest) -> Bool {
        let fields = Self.crossOrigin + fields
        switch content {
        case .nothing: return send(DemoAnswer(status: status, contentType: "", fields: fields), to: socket, request)
        case .json(let json):
            let type = "application/json"
            let answer = DemoAnswer(status: status, contentType: type, fields: fields, body: json.compactBytes)
            return send(answer, to: socket, request)
        case .event(let json):
            let event = "event: message\ndata: \(json.compactText)\n\n"
            return socket.write(streamHead(fields)) && socket.write(Self.chunk(event))
                && socket.write(Array("0\r\n\r\n".utf8))
        case .openStream:
            guard socket.write(streamHead(fields)) else { return false }
            while socket.write(Self.chunk(": the stream is open\n\n")) {
                guard socket.wait(milliseconds: Self.keepAlive) else { return false }
            }
            return false
        }
    }

    private func send(_ answer: DemoAnswer, to socket: DemoSocket, _ request: DemoRequest) -> Bool {
        socket.write(answer.bytes(isPersistent: request.isPersistent, isHead: request.method == "HEAD"))
    }

    private func streamHead(_ fields: [(name: String, value: String)]) -> [UInt8] {
        let head = """
            HTTP/1.1 \(status)\r
            Content-Type: text/event-stream\r
            Cache-Control: no-cache, no-transform\r
            X-Accel-Buffering: no\r
            \(fields.map { "\($0.name): \($0.value)\r\n" }.joined())Transfer-Encoding: chunked\r
            \r

            """
        return Array(head.utf8)
    }

    private static func chunk(_ text: String) -> [UInt8] {
        Array((String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n").utf8)
    }
}
