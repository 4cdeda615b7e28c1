internal import ProxyModel

extension Operation {
    static let showProxyResource = Operation(
        "proxy.resource.show", .get, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Show what a host announces as a protected resource.", parameters: [ProxyView.hostname],
        answer: ProxySection.resource.answer(ProxyResourceView.configured)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxyResourceView.resource(stored.value), revision: stored.revision)
    }
}
