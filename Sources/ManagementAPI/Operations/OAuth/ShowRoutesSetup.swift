internal import ProxyModel

extension Operation {
    static let showRoutesSetup = Operation(
        "oauth.routes.status", .get, "/api/v1/oauth/admin/setup-status", .admin,
        "Tell whether a host is an authorization server.",
        parameters: [.required("domain", "The host.")],
        answer: .object(
            "RoutesStatus",
            ["oauth_domain": JSONSchema.text, "configured": JSONSchema.flag, "routes": JSONSchema.texts])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let host = (call.query.text("domain") ?? "").lowercased()
        let routes = RoutesSetup.routes(of: host, in: snapshot)
        return .object([
            "oauth_domain": .string(host),
            "configured": .bool(snapshot.proxies[host]?.value.enabled == true && !routes.isEmpty),
            "routes": .texts(routes),
        ])
    }
}
