internal import ProxyModel

extension Operation {
    static let enableProxy = Operation(
        "proxy.enable", .post, "/api/v1/proxy/targets/{hostname}/enable", .token, "Serve a host again.",
        parameters: [ProxyView.hostname], answer: .record(ProxyTarget.schema)
    ) { (call) throws(Problem) in
        try await ProxyEdit.result(call) { proxy, _ throws(Problem) in proxy.enabled = true }
    }
}
