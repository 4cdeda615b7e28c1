internal import ProxyModel

extension Operation {
    static let registerResource = Operation(
        "resource.register", .post, "/api/v1/resources", .token,
        "Announce a path of a host as a protected resource.", takes: ResourceRequest.schema,
        answer: .object("ProtectedResource", ResourceView.members, status: 201)
    ) { (input, call) throws(Problem) in
        let (host, endpoint) = try ResourceView.parse(input.uri)
        let (proxy, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            var proxy = try namedProxy(host, in: draft.snapshot, for: call.caller)
            guard proxy.resource == nil else {
                throw Problem(.conflict, "the host announces a resource already; change that one")
            }
            proxy.resourceConfig.endpoint = endpoint
            try input.apply(to: &proxy)
            proxy.updatedAt = call.now
            try ProxyRules.check(proxy, draft.snapshot, call.caller)
            draft.put(.proxy(proxy))
            return proxy
        }
        return .object(
            ResourceView.json(proxy, call) ?? [:], revision: revision,
            location: "/api/v1/resources/" + PercentEncoding.encode(input.uri))
    }

    /// The proxy of a host that the body names: its absence is a mistake in the body.
    private static func namedProxy(
        _ host: String, in snapshot: ConfigurationSnapshot, for caller: Caller
    ) throws(Problem) -> ProxyTarget {
        do throws(Problem) {
            return try snapshot.proxy(host, for: caller).value
        } catch  where error.kind == .notFound {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/uri", detail: error.detail)]))
        }
    }
}
