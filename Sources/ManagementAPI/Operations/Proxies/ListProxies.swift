internal import ProxyModel

extension Operation {
    static let listProxies = Operation(
        "proxy.list", .get, "/api/v1/proxy/targets", .token, "List the proxies of the caller.",
        answer: ProxyView.answer
    ) { (call) throws(Problem) in try await ProxyView.list(call) }
}
