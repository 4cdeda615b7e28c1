internal import ProxyModel

extension Operation {
    static let formattedProxies = Operation(
        "proxy.formatted", .get, "/api/v1/proxy/targets/formatted", .token, "List the proxies of the caller as text.",
        parameters: [.format(default: "table")], answer: ProxyView.answer
    ) { (call) throws(Problem) in try await ProxyView.list(call) }
}
