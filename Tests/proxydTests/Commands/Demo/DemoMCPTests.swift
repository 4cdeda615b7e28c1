import Egress
import ProxyModel
import Testing

@testable import proxyd

@Suite(.timeLimit(.minutes(1)))
struct `The demo MCP server` {
    private static let modern = [
        FetchField("MCP-Protocol-Version", "2026-07-28"), FetchField("Accept", "application/json, text/event-stream"),
    ]

    private let fetcher: HTTPFetcher
    private let address: String

    init() throws {
        let listener = try #require(DemoListener(port: 0))
        let site = DemoMCPSite()
        let isStarted = BlockingThread.start {
            listener.serve { socket in
                DemoConnection(socket: socket).serve { site.reply(to: $1, body: $2).send(to: $0, for: $1) }
            }
        }
        #expect(isStarted)
        fetcher = try HTTPFetcher()
        address = "http://127.0.0.1:\(listener.port)/mcp"
    }

    private func send(
        _ method: String, _ headers: [FetchField] = [], _ body: JSONValue? = nil
    ) async throws -> FetchResponse {
        let type = [FetchField("Content-Type", "application/json")]
        var request = FetchRequest(method, address, headers: type + headers, body: body?.compactBytes)
        request.intermediary = .none
        return try await fetcher.fetch(request)
    }

    private func message(_ method: String, _ parameters: JSONValue = [:]) -> JSONValue {
        ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": parameters]
    }

    private func modern(
        _ method: String, _ parameters: JSONObject = [:], headers: [FetchField]? = nil
    ) async throws -> FetchResponse {
        var parameters = parameters
        parameters["_meta"] = ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]
        let fields = headers ?? Self.modern + [FetchField("Mcp-Method", method)]
        return try await send("POST", fields, message(method, .object(parameters)))
    }

    private func session() async throws -> FetchField {
        let answer = try await send("POST", [], message("initialize", ["protocolVersion": "2025-06-18"]))
        return FetchField("Mcp-Session-Id", try #require(answer["mcp-session-id"]))
    }

    private func json(_ response: FetchResponse) throws -> JSONValue { try JSONValue(parsing: response.body) }

    @Test(arguments: [("2025-03-26", "2025-03-26"), ("2025-11-25", "2025-11-25"), ("1999-01-01", "2025-11-25")])
    func `a session begins with a version that both know`(wanted: String, agreed: String) async throws {
        let answer = try await send("POST", [], message("initialize", ["protocolVersion": .string(wanted)]))
        #expect(answer.status == 200)
        #expect(answer["mcp-session-id"] != nil)
        #expect(try json(answer)["result"]?["protocolVersion"] == .string(agreed))
    }

    @Test func `a session lists tools, calls them and ends`() async throws {
        let session = try await session()
        let notification: JSONValue = ["jsonrpc": "2.0", "method": "notifications/initialized"]
        #expect(try await send("POST", [session], notification).status == 202)
        let list = try json(try await send("POST", [session], message("tools/list")))
        let names = list["result"]?["tools"]?.arrayValue?.map { $0["name"] }
        #expect(names == ["echo", "add", "whoami"])
        let call = message("tools/call", ["name": "add", "arguments": ["a": 2, "b": 3]])
        #expect(
            try json(try await send("POST", [session], call))["result"]?["content"]?.arrayValue?.first?["text"] == "5")
        #expect(try await send("DELETE", [session]).status == 200)
        #expect(try await send("POST", [session], message("tools/list")).status == 404)
    }

    @Test func `without a session nothing but initialize is answered`() async throws {
        #expect(try await send("POST", [], message("tools/list")).status == 400)
        #expect(try await send("GET", [FetchField("Accept", "text/event-stream")]).status == 400)
    }

    @Test func `calls are answered as event streams to who takes them`() async throws {
        let session = try await session()
        let call = message("tools/call", ["name": "echo", "arguments": ["text": "hello"]])
        let answer = try await send(
            "POST", [session, FetchField("Accept", "application/json, text/event-stream")], call)
        #expect(answer["content-type"] == "text/event-stream")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.hasPrefix("event: message\ndata: {"))
        #expect(text.contains("\"hello\""))
        #expect(text.hasSuffix("\n\n"))
    }

    @Test func `whoami shows what the proxy says`() async throws {
        let session = try await session()
        let identity = [session, FetchField("X-Auth-User-Name", "ann"), FetchField("X-Other", "x")]
        let answer = try json(try await send("POST", identity, message("tools/call", ["name": "whoami"])))
        #expect(answer["result"]?["structuredContent"] == ["x-auth-user-name": "ann"])
    }

    @Test func `the newest revision needs no session`() async throws {
        let discovered = try json(try await modern("server/discover"))["result"]
        #expect(discovered?["supportedVersions"] == ["2026-07-28"])
        #expect(discovered?["resultType"] == "complete")
        #expect(discovered?["cacheScope"] == "public")
        let fields = Self.modern + [FetchField("Mcp-Method", "tools/call"), FetchField("Mcp-Name", "echo")]
        let called = try await modern(
            "tools/call", ["name": "echo", "arguments": ["text": "hi"]], headers: fields)
        #expect(called.status == 200)
        #expect(called["mcp-session-id"] == nil)
        #expect(String(decoding: called.body, as: UTF8.self).contains("\"complete\""))
    }

    @Test(arguments: [
        [FetchField("MCP-Protocol-Version", "2026-07-28")],
        [FetchField("MCP-Protocol-Version", "2026-07-28"), FetchField("Mcp-Method", "tools/list")],
        [FetchField("Mcp-Method", "server/discover")],
        [
            FetchField("MCP-Protocol-Version", "2026-07-28"), FetchField("Mcp-Method", "tools/call"),
            FetchField("Mcp-Name", "add"),
        ],
    ])
    func `header fields that do not say what the body says are refused`(fields: [FetchField]) async throws {
        let isCall = fields.contains { $0.value == "tools/call" }
        let answer = try await modern(
            isCall ? "tools/call" : "server/discover", isCall ? ["name": "echo"] : [:], headers: fields)
        #expect(answer.status == 400)
        #expect(try json(answer)["error"]?["code"] == -32_020)
    }

    @Test func `a name may be wrapped as base64`() async throws {
        let fields =
            Self.modern + [FetchField("Mcp-Method", "tools/call"), FetchField("Mcp-Name", "=?base64?ZWNobw==?=")]
        #expect(
            try await modern("tools/call", ["name": "echo", "arguments": ["text": "x"]], headers: fields).status == 200)
    }

    @Test func `clients recognise the newest revision by its refusals`() async throws {
        let unknown = try await modern("prompts/list")
        #expect(unknown.status == 404)
        #expect(try json(unknown)["error"]?["code"] == -32_601)
        let later = [FetchField("MCP-Protocol-Version", "2099-01-01"), FetchField("Mcp-Method", "server/discover")]
        #expect(try json(try await modern("server/discover", headers: later))["error"]?["code"] == -32_022)
        #expect(try await send("GET", Self.modern).status == 405)
    }

    @Test func `what is no message is refused`() async throws {
        #expect(try json(try await send("POST", [], "text"))["error"]?["code"] == -32_600)
        #expect(try await send("POST", [], [[:]]).status == 400)
        #expect(try await send("PUT").status == 405)
    }

    @Test func `programs in browsers may call it`() async throws {
        let preflight = try await send("OPTIONS")
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-headers"]?.contains("Mcp-Session-Id") == true)
        #expect(try await send("POST", [], message("tools/list"))["access-control-allow-origin"] == "*")
    }

    @Test func `sums that fit no integer are numbers`() throws {
        let request = try #require(DemoRequest(head: Array("POST /mcp HTTP/1.1".utf8)))
        let sum = try DemoMCPTools.call("add", ["a": .integer(.max), "b": 1], request)
        #expect(sum["isError"] == nil)
        #expect(try DemoMCPTools.call("add", ["a": "1", "b": 1], request)["isError"] == true)
        #expect(throws: DemoMCPTools.Refusal.unknownTool) { try DemoMCPTools.call("sub", nil, request) }
    }

    @Test func `without sessions each request stands for itself`() throws {
        let site = DemoMCPSite(givesSessions: false)
        func reply(_ method: String, _ body: JSONValue = .null) throws -> DemoMCPReply {
            let head = "\(method) /mcp HTTP/1.1\r\nAccept: application/json, text/event-stream"
            return site.reply(to: try #require(DemoRequest(head: Array(head.utf8))), body: body.compactBytes)
        }
        let begun = try reply("POST", message("initialize", ["protocolVersion": "2025-06-18"]))
        #expect(begun.status == "200 OK")
        #expect(begun.fields.isEmpty)
        #expect(try reply("POST", message("tools/list")).status == "200 OK")
        #expect(try reply("GET").status == "405 Method Not Allowed")
        #expect(try reply("DELETE").status == "405 Method Not Allowed")
    }
}
