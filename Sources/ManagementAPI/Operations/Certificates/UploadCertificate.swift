internal import ProxyModel

extension Operation {
    static let uploadCertificate = Operation(
        "cert.upload", .post, "/api/v1/certificates/upload", .token, "Bring a certificate with its key.",
        takes: CertificateUpload.creation, answer: CertificateView.answer(status: 201)
    ) { (input, call) throws(Problem) in
        let (record, sealed) = try input.accepted(call)
        try CertificateRules.checkIsFree(record.name)
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard CertificateEntry(record.name, in: draft.snapshot) == nil else {
                throw Problem(.conflict, "there is a certificate '\(record.name)' already; replace it with PUT")
            }
            try CertificateRules.check(record.domains, draft.snapshot, call.caller)
            draft.put(.certificate(record), sealedBundle: sealed)
        }
        return .object(
            CertificateView.json(CertificateState(brought: record, revision, call)), revision: revision,
            location: "/api/v1/certificates/" + PercentEncoding.encode(record.name))
    }
}
