internal import ProxyModel

extension Operation {
    static let updateProxyRoutes = Operation(
        "proxy.routes.update", .put, "/api/v1/proxy/targets/{hostname}/routes", .token,
        "Decide which routes apply to a proxy.", parameters: [ProxyView.hostname], takes: ProxyRoutesChange.schema,
        answer: ProxyRoutesView.answer
    ) { (input, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, snapshot throws(Problem) in
            var issues: [SchemaIssue] = []
            for (field, ids) in [("enabled_routes", input.enabled), ("disabled_routes", input.disabled)] {
                for (index, id) in ids.enumerated() where snapshot.routes[id] == nil {
                    issues.append(SchemaIssue(pointer: "/\(field)/\(index)", detail: "there is no route '\(id)'"))
                }
            }
            guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
            proxy.routeMode = input.mode
            proxy.enabledRoutes = input.enabled
            proxy.disabledRoutes = input.disabled
        }
        return .object(ProxyRoutesView.json(proxy, try call.snapshot(), for: call.caller), revision: revision)
    }
}
