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
}
