internal import ProxyModel

extension Operation {
    static let setProxyResource = Operation(
        "proxy.resource.set", .post, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Announce a host as a protected resource (RFC 9728).", parameters: [ProxyView.hostname],
        document: ProxySection.resource.body(), answer: ProxySection.resource.answer(configured)
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            proxy.resource = Boxed(ProxyResourceConfig())
            try ProxySection.resource.apply(json, to: &proxy)
        }
        return .object(resource(proxy), revision: revision)
    }

    static let showProxyResource = Operation(
        "proxy.resource.show", .get, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Show what a host announces as a protected resource.", parameters: [ProxyView.hostname],
        answer: ProxySection.resource.answer(configured)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(resource(stored.value), revision: stored.revision)
    }

    static let clearProxyResource = Operation(
        "proxy.resource.clear", .delete, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Announce a host as a protected resource no longer.", parameters: [ProxyView.hostname],
        answer: ProxySection.resource.answer(configured)
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.resource = nil }
        return .object(resource(proxy), revision: revision)
    }

    private static let configured: KeyValuePairs<String, JSONValue> = ["configured": JSONSchema.flag]

    private static func resource(_ proxy: ProxyTarget) -> JSONObject {
        var object: JSONObject = ["configured": .bool(proxy.resource != nil)]
        for member in ProxySection.resource.json(proxy).members { object.append(member.name, member.value) }
        return object
    }
}
