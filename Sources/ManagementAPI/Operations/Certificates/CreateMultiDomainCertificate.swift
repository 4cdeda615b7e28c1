internal import ProxyModel

extension Operation {
    static let createMultiDomainCertificate = Operation(
        "cert.create-multi", .post, "/api/v1/certificates/multi-domain", .token,
        "Ask for one certificate of 1 to 100 names.", takes: CertificateRequest.multi,
        answer: CertificateOrder.answer("OrderedCertificate")
    ) { (input, call) throws(Problem) in
        try await CertificateOrder.place(input, call)
    }
}
