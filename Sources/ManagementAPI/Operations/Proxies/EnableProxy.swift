internal import ProxyModel

extension Operation {
    static let enableProxy = Operation(
        "proxy.enable", .post, "/api/v1/proxy/targets/{hostname}/enable", .token, "Serve a host again.",
        parameters: [ProxyView.hostname] + ProxyEdit.parameters, answer: ProxyView.record
    ) { (call) throws(Problem) in
        try await ProxyEdit.result(call, asks: true) { proxy, _ throws(Problem) in proxy.enabled = true }
    }
}
