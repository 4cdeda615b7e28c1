internal import ProxyModel

extension Operation {
    static let createCertificate = Operation(
        "cert.create", .post, "/api/v1/certificates", .token,
        "Ask for a certificate, which is obtained in the background and kept renewed.",
        takes: CertificateRequest.single, answer: CertificateOrder.answer("OrderedCertificate")
    ) { (input, call) throws(Problem) in
        try await CertificateOrder.place(input, call)
    }
}
