internal import ACME
internal import ProxyModel

extension Operation {
    static let showCertificate = Operation(
        "cert.show", .get, "/api/v1/certificates/{cert_name}", .token,
        "Show a certificate, what was asked for and how far it is; its key is never shown.",
        parameters: [CertificateView.name, .flag("pem", "Show the chain, too.")],
        answer: OperationAnswer(.object(name: "CertificateDetails", definition: CertificateView.detailedDefinition))
    ) { (call) throws(Problem) in
        let state = try await CertificateState(call.path("cert_name"), call)
        var object = CertificateView.detailed(state)
        if try call.query.flag("pem"), let record = state.entry.record {
            let bundle = try await call.bundle(of: record)
            object.append("fullchain_pem", .string(String(decoding: bundle.chainPEM, as: UTF8.self)))
        }
        // What goes on by itself has no revision of its own: a tag would hide it.
        return .object(object, revision: state.entry.intent == nil ? state.entry.revision : nil)
    }
}

extension OperationCall {
    /// The chain and the key of a certificate; a 500 when this node cannot open them, a 409 when they are another one's by
    /// now.
    func bundle(of certificate: CertificateRecord) async throws(Problem) -> CertificateBundle {
        let sealed: [UInt8]?
        do throws(StoreFailure) {
            sealed = try await environment.store.sealedBundle(certificate.name)
        } catch {
            throw Problem(error)
        }
        guard let sealed,
            let bundle = try? CertificateBundle(name: certificate.name, sealed: sealed, by: environment.sealer)
        else { throw Problem(.internalError, "the chain cannot be opened with this node's SECRET_KEY") }
        if let found = bundle.leafFingerprint, found != certificate.fingerprint {
            throw Problem(
                .conflict, "the certificate '\(certificate.name)' was renewed just now: ask again", retryAfter: 1)
        }
        return bundle
    }
}
