internal import ProxyModel

extension Operation {
    static let showProxyRoutes = Operation(
        "proxy.routes.list", .get, "/api/v1/proxy/targets/{hostname}/routes", .token,
        "Show which routes apply to a proxy.", parameters: [ProxyView.hostname], answer: ProxyRoutesView.answer
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let stored = try snapshot.proxy(call.host(), for: call.caller)
        return .object(ProxyRoutesView.json(stored.value, snapshot, for: call.caller), revision: stored.revision)
    }
}
