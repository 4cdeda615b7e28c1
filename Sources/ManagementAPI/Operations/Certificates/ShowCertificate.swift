internal import ProxyModel

extension Operation {
    static let showCertificate = Operation(
        "cert.show", .get, "/api/v1/certificates/{cert_name}", .token,
        "Show a certificate; its key is never shown.",
        parameters: [CertificateView.name, .flag("pem", "Show the chain, too.")], answer: CertificateView.answer()
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().certificate(call.path("cert_name"), for: call.caller)
        var object = CertificateView.json(stored.value, at: call.now)
        if try call.query.flag("pem") { object.append("fullchain_pem", .string(try await chain(stored.value, call))) }
        return .object(object, revision: stored.revision)
    }

    private static func chain(_ certificate: CertificateRecord, _ call: OperationCall) async throws(Problem) -> String {
        let sealed: [UInt8]?
        do throws(StoreFailure) {
            sealed = try await call.environment.store.sealedBundle(certificate.name)
        } catch {
            throw Problem(error)
        }
        guard let sealed,
            let bundle = try? CertificateBundle(
                name: certificate.name, sealed: sealed, by: call.environment.sealer)
        else { throw Problem(.internalError, "the chain cannot be opened with this node's SECRET_KEY") }
        return String(decoding: bundle.chainPEM, as: UTF8.self)
    }
}
