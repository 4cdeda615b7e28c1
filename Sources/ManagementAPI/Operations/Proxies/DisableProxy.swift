internal import ProxyModel

extension Operation {
    static let disableProxy = Operation(
        "proxy.disable", .post, "/api/v1/proxy/targets/{hostname}/disable", .token,
        "Stop serving a host and keep its configuration.",
        parameters: [ProxyView.hostname], answer: ProxyView.record
    ) { (call) throws(Problem) in
        try await ProxyEdit.result(call) { proxy, _ throws(Problem) in proxy.enabled = false }
    }
}
