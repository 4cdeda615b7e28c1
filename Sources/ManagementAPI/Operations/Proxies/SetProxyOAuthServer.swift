internal import ProxyModel

extension Operation {
    static let setProxyOAuthServer = Operation(
        "proxy.oauth-server.set", .post, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Change what the authorization server's metadata says for a host.", parameters: [ProxyView.hostname],
        document: ProxySection.oauthServer.body(), answer: ProxySection.oauthServer.answer(status)
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            proxy.oauthServer = nil
            try ProxySection.oauthServer.apply(json, to: &proxy)
        }
        return .object(server(proxy), revision: revision)
    }

    static let showProxyOAuthServer = Operation(
        "proxy.oauth-server.show", .get, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Show what the authorization server's metadata says for a host.", parameters: [ProxyView.hostname],
        answer: ProxySection.oauthServer.answer(status)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(server(stored.value), revision: stored.revision)
    }

    static let clearProxyOAuthServer = Operation(
        "proxy.oauth-server.clear", .delete, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Let the authorization server's metadata say the same for a host as for all.",
        parameters: [ProxyView.hostname], answer: ProxySection.oauthServer.answer(status)
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.oauthServer = nil }
        return .object(server(proxy), revision: revision)
    }

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

    private static let status: KeyValuePairs<String, JSONValue> = [
        "status": ["type": "string", "enum": ["configured", "not_configured"]]
    ]

    private static func server(_ proxy: ProxyTarget) -> JSONObject {
        var object: JSONObject = ["status": proxy.oauthServer == nil ? "not_configured" : "configured"]
        for member in ProxySection.oauthServer.json(proxy).members { object.append(member.name, member.value) }
        return object
    }
}
