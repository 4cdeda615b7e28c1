internal import ProxyModel

extension Operation {
    static let attachCertificate = Operation(
        "proxy.cert.attach", .put, "/api/v1/proxy/targets/{hostname}/certificate", .token,
        "Pin a proxy to one certificate.", parameters: [ProxyView.hostname], takes: CertificateChoice.schema,
        answer: ProxyView.record
    ) { (input, call) throws(Problem) in
        try await ProxyEdit.result(call) { proxy, _ throws(Problem) in proxy.certName = input.certName }
    }
}

/// The body that pins a proxy to a certificate.
struct CertificateChoice: Sendable {
    var certName: String

    static let schema = ObjectSchema<CertificateChoice>(
        "CertificateChoice", blank: { CertificateChoice(certName: "") },
        fields: [Field("cert_name", .required, \.certName, .certificateName, "Certificate to use.")])
}
