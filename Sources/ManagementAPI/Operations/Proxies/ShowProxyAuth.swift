internal import ProxyModel

extension Operation {
    static let showProxyAuth = Operation(
        "proxy.auth.show", .get, "/api/v1/proxy/targets/{hostname}/auth", .token, "Show the guard of a host.",
        parameters: [ProxyView.hostname], answer: ProxySection.auth.answer()
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxySection.auth.json(stored.value), revision: stored.revision)
    }
}
