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
            let stored = try draft.snapshot.certificate(accepted.name, for: call.caller)
            try precondition.check(stored.revision)
            var record = accepted
            record.owner = stored.value.owner
            record.email = stored.value.email
            record.createdAt = stored.value.createdAt
            try CertificateRules.check(record, draft.snapshot, call.caller)
            draft.put(.certificate(record), sealedBundle: sealed)
            return record
        }
        return .object(CertificateView.json(record, at: call.now), revision: revision)
    }
}
