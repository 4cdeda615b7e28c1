internal import ProxyModel

/// The demo MCP server: `/mcp` in the revisions with sessions and in the one without.
struct DemoMCPSite: Sendable {
    /// Newest first.
    static let revisionsWithSessions = ["2025-11-25", "2025-06-18", "2025-03-26"]
    static let revisionWithoutSessions = "2026-07-28"
    static let revisions = [revisionWithoutSessions] + revisionsWithSessions

    /// Whether results of tools are sent as event streams to clients that take them.
    let streamsCalls: Bool
    /// Whether clients of revisions with sessions get one; without, each of their requests stands for itself.
    let givesSessions: Bool
    private let sessions = DemoMCPSessions()

    init(streamsCalls: Bool = true, givesSessions: Bool = true) {
        self.streamsCalls = streamsCalls
        self.givesSessions = givesSessions
    }

    /// The answer to a request.
    func reply(to request: DemoRequest, body: [UInt8]) -> DemoMCPReply {
        guard request.path == "/mcp" || request.path == "/mcp/" else {
            return DemoMCPReply(status: "404 Not Found", content: .json(["error": "the MCP endpoint is /mcp"]))
        }
        switch request.method {
        case "POST": return post(request, body)
        case "GET", "DELETE":
            let hasSessions = givesSessions && request["mcp-protocol-version"] != Self.revisionWithoutSessions
            guard hasSessions else { return .notAllowed("POST") }
            return request.method == "GET" ? stream(request) : end(request)
        case "OPTIONS": return .preflight
        default: return .notAllowed("GET, POST, DELETE")
        }
    }

    private func post(_ request: DemoRequest, _ body: [UInt8]) -> DemoMCPReply {
        guard let message = try? JSONValue(parsing: body) else {
            return .error("400 Bad Request", -32_700, "the body is not JSON", id: nil)
        }
        guard message.objectValue != nil, message["jsonrpc"] == "2.0" else {
            return .error("400 Bad Request", -32_600, "the body is not one message of JSON-RPC 2.0", id: nil)
        }
        let method = message["method"]?.stringValue
        let announcesModern =
            request["mcp-protocol-version"] == Self.revisionWithoutSessions && request["mcp-session-id"] == nil
        let isModern = announcesModern || message["params"]?["_meta"]?[DemoMCPModern.versionKey] != nil
        if isModern, method != "initialize" {
            return DemoMCPModern(request: request, message: message, site: self).reply()
        }
        return withSessions(request, message, method)
    }

    /// The result of a call, as a stream if the client takes one.
    func result(_ result: JSONObject, id: JSONValue, isCall: Bool, for request: DemoRequest) -> DemoMCPReply {
        let message: JSONValue = ["jsonrpc": "2.0", "id": id, "result": .object(result)]
        let takesEvents = request["accept"]?.contains("text/event-stream") ?? false
        return DemoMCPReply(content: streamsCalls && isCall && takesEvents ? .event(message) : .json(message))
    }

    // MARK: Revisions with sessions

    private func withSessions(_ request: DemoRequest, _ message: JSONValue, _ method: String?) -> DemoMCPReply {
        if method == "initialize" { return initialize(request, message) }
        if let refusal = sessionRefusal(request, id: message["id"] ?? .null) { return refusal }
        guard let id = message["id"], let method else {
            return DemoMCPReply(status: "202 Accepted", content: .nothing)
        }
        switch method {
        case "ping": return result([:], id: id, isCall: false, for: request)
        case "tools/list": return result(["tools": DemoMCPTools.list], id: id, isCall: false, for: request)
        case "tools/call":
            do throws(DemoMCPTools.Refusal) {
                let name = message["params"]?["name"]?.stringValue ?? ""
                let answer = try DemoMCPTools.call(name, message["params"]?["arguments"], request)
                return result(answer, id: id, isCall: true, for: request)
            } catch {
                return .error("200 OK", -32_602, "there is no tool of that name", id: id)
            }
        default: return .error("200 OK", -32_601, "there is no such method here", id: id)
        }
    }

    private func initialize(_ request: DemoRequest, _ message: JSONValue) -> DemoMCPReply {
        guard let id = message["id"] else {
            return .error("400 Bad Request", -32_600, "initialize has to be a request", id: nil)
        }
        let wanted = message["params"]?["protocolVersion"]?.stringValue ?? ""
        let version = Self.revisionsWithSessions.first { $0 == wanted } ?? Self.revisionsWithSessions[0]
        let answer: JSONObject = [
            "protocolVersion": .string(version),
            "capabilities": ["tools": [:]],
            "serverInfo": ["name": "proxyd demo", "version": .string(ProxydVersion.text)],
        ]
        var reply = result(answer, id: id, isCall: false, for: request)
        if givesSessions { reply.fields = [("Mcp-Session-Id", sessions.begin())] }
        return reply
    }

    private func stream(_ request: DemoRequest) -> DemoMCPReply {
        guard request["accept"]?.contains("text/event-stream") == true else {
            return .error("406 Not Acceptable", -32_600, "accept text/event-stream", id: nil)
        }
        return sessionRefusal(request, id: nil) ?? DemoMCPReply(content: .openStream)
    }

    private func end(_ request: DemoRequest) -> DemoMCPReply {
        if let refusal = sessionRefusal(request, id: nil) { return refusal }
        _ = sessions.end(request["mcp-session-id"] ?? "")
        return DemoMCPReply(content: .nothing)
    }

    private func sessionRefusal(_ request: DemoRequest, id: JSONValue) -> DemoMCPReply? {
        guard givesSessions else { return nil }
        guard let session = request["mcp-session-id"] else {
            return .error("400 Bad Request", -32_600, "the header field Mcp-Session-Id is missing", id: id)
        }
        guard sessions.contains(session) else {
            return .error("404 Not Found", -32_001, "there is no such session; initialize a new one", id: id)
        }
        if let version = request["mcp-protocol-version"], !Self.revisionsWithSessions.contains(version) {
            return .error("400 Bad Request", -32_600, "the protocol version is not that of the session", id: id)
        }
        return nil
    }
}
