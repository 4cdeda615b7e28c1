internal import ProxyModel

extension Operation {
    static let setProxyAuth = Operation(
        "proxy.auth.set", .post, "/api/v1/proxy/targets/{hostname}/auth", .token,
        "Guard a host: requests need a token of an authorization server.", parameters: [ProxyView.hostname],
        document: ProxySection.auth.body(required: ["auth_proxy"]), answer: ProxySection.auth.answer()
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            guard json["auth_proxy"] != nil else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/auth_proxy", detail: "is required")]))
            }
            proxy.auth = Boxed(ProxyAuthConfig(authProxy: ""))
            try ProxySection.auth.apply(json, to: &proxy)
        }
        return .object(ProxySection.auth.json(proxy), revision: revision)
    }

    static let showProxyAuth = Operation(
        "proxy.auth.show", .get, "/api/v1/proxy/targets/{hostname}/auth", .token, "Show the guard of a host.",
        parameters: [ProxyView.hostname], answer: ProxySection.auth.answer()
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxySection.auth.json(stored.value), revision: stored.revision)
    }

    static let clearProxyAuth = Operation(
        "proxy.auth.clear", .delete, "/api/v1/proxy/targets/{hostname}/auth", .token,
        "Take the guard from a host: everybody may use it.", parameters: [ProxyView.hostname],
        answer: ProxySection.auth.answer()
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.auth = nil }
        return .object(ProxySection.auth.json(proxy), revision: revision)
    }
}
