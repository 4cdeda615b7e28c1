internal import ProxyModel

extension Operation {
    static let replaceCertificate = Operation(
        "cert.replace", .put, "/api/v1/certificates/{cert_name}", .token,
        "Replace chain and key of a certificate; the next handshake gets them.", parameters: [CertificateView.name],
        takes: CertificateUpload.replacement, answer: CertificateView.answer()
    ) { (input, call) throws(Problem) in
        var upload = input
        upload.name = call.path("cert_name")
        let (accepted, sealed) = try upload.accepted(call)
        let precondition = try RecordPrecondition(call)
        let (record, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let entry = try draft.snapshot.certificateEntry(accepted.name, for: call.caller)
            try precondition.check(entry.revision)
            guard let stored = entry.record, entry.intent == nil else {
                throw Problem(
                    .conflict,
                    "the certificate is obtained from an authority, which would replace what is brought; "
                        + "delete it first, or bring one under another name")
            }
            var record = accepted
            record.owner = stored.owner
            record.email = stored.email
            record.createdAt = stored.createdAt
            try CertificateRules.check(record.domains, draft.snapshot, call.caller)
            draft.put(.certificate(record), sealedBundle: sealed)
            return record
        }
        return .object(CertificateView.json(CertificateState(brought: record, revision, call)), revision: revision)
    }
}
