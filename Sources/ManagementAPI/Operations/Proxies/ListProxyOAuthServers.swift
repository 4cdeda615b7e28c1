internal import ProxyModel

extension Operation {
    static let listProxyOAuthServers = Operation(
        "proxy.oauth-server.list", .get, "/api/v1/proxy/targets/oauth-servers/configured", .token,
        "List the hosts for which the authorization server's metadata says something of its own.",
        answer: .list(
            "proxies", "ProxyOAuthServer",
            [
                "hostname": JSONSchema.text, "issuer": JSONSchema.nullableText,
                "scopes": ["type": ["array", "null"], "items": JSONSchema.text], "override_defaults": JSONSchema.flag,
            ], columns: ["hostname", "issuer", "scopes", "override_defaults"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let rows = snapshot.proxies.values.map(\.value)
            .filter { $0.oauthServer != nil && call.caller.owns($0.owner) }
            .sorted { $0.hostname.description < $1.hostname.description }
            .map { proxy -> JSONObject in
                let config = proxy.oauthServerConfig
                return [
                    "hostname": .string(proxy.hostname.description), "issuer": .text(config.issuer),
                    "scopes": config.scopes.map { .texts($0) } ?? .null,
                    "override_defaults": .bool(config.overrideDefaults),
                ]
            }
        return .list(rows, revision: snapshot.revision, members: ["count": .integer(Int64(rows.count))])
    }
}
