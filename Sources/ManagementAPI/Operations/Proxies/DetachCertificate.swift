internal import ProxyModel

extension Operation {
    static let detachCertificate = Operation(
        "proxy.cert.detach", .delete, "/api/v1/proxy/targets/{hostname}/certificate", .token,
        "Let a proxy use whichever certificate covers its host.",
        parameters: [ProxyView.hostname] + ProxyEdit.parameters,
        answer: ProxyView.record
    ) { (call) throws(Problem) in
        try await ProxyEdit.result(call) { proxy, _ throws(Problem) in proxy.certName = nil }
    }
}
