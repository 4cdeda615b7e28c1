internal import ProxyModel

extension Operation {
    static let showToolAccess = Operation(
        "proxy.tools.show", .get, "/api/v1/proxy/targets/{hostname}/tool-access", .token,
        "Show who may see and call which tools of a host.", parameters: [ProxyView.hostname],
        answer: ProxySection.tools.answer()
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxySection.tools.json(stored.value), revision: stored.revision)
    }
}
