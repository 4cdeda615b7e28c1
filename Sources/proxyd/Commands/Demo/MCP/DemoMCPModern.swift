internal import ProxyModel

/// One request of revision 2026-07-28, in which each stands for itself.
struct DemoMCPModern {
    static let versionKey = "io.modelcontextprotocol/protocolVersion"

    let request: DemoRequest
    let message: JSONValue
    let site: DemoMCPSite

    /// The answer: refusals carry the errors by which clients recognise the revision.
    func reply() -> DemoMCPReply {
        let method = message["method"]?.stringValue ?? ""
        guard let id = message["id"] else { return DemoMCPReply(status: "202 Accepted", content: .nothing) }
        if let refusal = refusal(method, id: id) { return refusal }
        switch method {
        case "server/discover":
            return lasting(
                [
                    "supportedVersions": [.string(DemoMCPSite.revisionWithoutSessions)],
                    "capabilities": ["tools": [:]],
                    "_meta": [
                        "io.modelcontextprotocol/serverInfo": [
                            "name": "proxyd demo", "version": .string(ProxydVersion.text),
                        ]
                    ],
                ], id: id)
        case "tools/list": return lasting(["tools": DemoMCPTools.list], id: id)
        case "tools/call":
            do throws(DemoMCPTools.Refusal) {
                var result = try DemoMCPTools.call(
                    message["params"]?["name"]?.stringValue ?? "", message["params"]?["arguments"], request)
                result.append("resultType", "complete")
                return site.result(result, id: id, isCall: true, for: request)
            } catch {
                return .error("400 Bad Request", -32_602, "there is no tool of that name", id: id)
            }
        default: return .error("404 Not Found", -32_601, "there is no such method here", id: id)
        }
    }

    /// A result that may be kept for a minute, by anybody.
    private func lasting(_ result: JSONObject, id: JSONValue) -> DemoMCPReply {
        var result = result
        result.append("resultType", "complete")
        result.append("ttlMs", 60_000)
        result.append("cacheScope", "public")
        return site.result(result, id: id, isCall: false, for: request)
    }

    private func refusal(_ method: String, id: JSONValue) -> DemoMCPReply? {
        let told = message["params"]?["_meta"]?[Self.versionKey]?.stringValue
        guard let version = request["mcp-protocol-version"] else { return mismatch("MCP-Protocol-Version", id: id) }
        guard version == DemoMCPSite.revisionWithoutSessions else {
            return .error(
                "400 Bad Request", -32_022, "this protocol version is not supported", id: id,
                data: [
                    "supported": [.string(DemoMCPSite.revisionWithoutSessions)], "requested": .string(version),
                ])
        }
        guard told == version else { return mismatch("MCP-Protocol-Version", id: id) }
        guard request["mcp-method"] == method else { return mismatch("Mcp-Method", id: id) }
        guard method == "tools/call" else { return nil }
        let name = request["mcp-name"].flatMap(Self.plain)
        return name == message["params"]?["name"]?.stringValue ? nil : mismatch("Mcp-Name", id: id)
    }

    private func mismatch(_ field: String, id: JSONValue) -> DemoMCPReply {
        .error("400 Bad Request", -32_020, "the header field \(field) does not say what the body says", id: id)
    }

    /// The text of a field value that may be wrapped as `=?base64?…?=`; nil when the wrapping is broken.
    private static func plain(_ value: String) -> String? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return value }
        let encoded = value.dropFirst(9).dropLast(2).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        return Base64URL.decode(String(encoded.prefix { $0 != "=" })).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
