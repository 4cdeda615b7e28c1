internal import ProxyModel

extension Operation {
    static let showProxy = Operation(
        "proxy.show", .get, "/api/v1/proxy/targets/{hostname}", .token, "Show a proxy.",
        parameters: [ProxyView.hostname], answer: ProxyView.record
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        let (object, isLive) = try await ProxyView.shown(stored.value, call)
        return isLive
            ? .live(object, revision: stored.revision) : .object(object, revision: stored.revision)
    }
}
