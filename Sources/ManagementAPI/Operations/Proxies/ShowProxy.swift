internal import ProxyModel

extension Operation {
    static let showProxy = Operation(
        "proxy.show", .get, "/api/v1/proxy/targets/{hostname}", .token, "Show a proxy.",
        parameters: [ProxyView.hostname], answer: .record(ProxyTarget.schema)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxyView.json(stored.value), revision: stored.revision)
    }
}
