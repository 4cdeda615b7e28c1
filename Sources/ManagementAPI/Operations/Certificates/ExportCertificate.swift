internal import ProxyModel

extension Operation {
    /// A POST, so that it is written to the audit log and repeated by nothing on the way.
    static let exportCertificate = Operation(
        "cert.export", .post, "/api/v1/certificates/{cert_name}/export", .token,
        "Give out a certificate with its private key; who did is recorded.", parameters: [CertificateView.name],
        answer: .object(
            "ExportedCertificate",
            [
                "cert_name": JSONSchema.text, "domains": JSONSchema.texts, "expires_at": JSONSchema.time,
                "fullchain_pem": JSONSchema.text, "private_key_pem": JSONSchema.text,
            ])
    ) { (call) throws(Problem) in
        let entry = try call.snapshot().certificateEntry(call.path("cert_name"), for: call.caller)
        guard let record = entry.record else {
            throw Problem(.conflict, "the certificate '\(entry.name)' is not there yet")
        }
        let bundle = try await call.bundle(of: record)
        return .object([
            "cert_name": .string(record.name), "domains": .texts(record.domains),
            "expires_at": .time(record.notAfter),
            "fullchain_pem": .string(String(decoding: bundle.chainPEM, as: UTF8.self)),
            "private_key_pem": .string(String(decoding: bundle.keyPEM, as: UTF8.self)),
        ])
    }
}
