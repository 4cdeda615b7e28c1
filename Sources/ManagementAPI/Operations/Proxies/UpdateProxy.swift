internal import ProxyModel

extension Operation {
    static let updateProxy = Operation(
        "proxy.update", .put, "/api/v1/proxy/targets/{hostname}", .token,
        "Change fields of a proxy; what is not given stays.", parameters: [ProxyView.hostname],
        changes: ProxyTarget.schema, answer: .record(ProxyTarget.schema)
    ) { (patch, call) throws(Problem) in
        try await ProxyEdit.result(call) { proxy, _ throws(Problem) in try patch.apply(to: &proxy) }
    }
}
