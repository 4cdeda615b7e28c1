internal import ACME
internal import ProxyModel

extension Operation {
    static let revokeCertificate = Operation(
        "cert.revoke", .post, "/api/v1/certificates/{cert_name}/revoke", .token,
        "Have the authority revoke a certificate; another one with a new key is obtained in its place.",
        parameters: [
            CertificateView.name,
            .choice(
                "reason", RevocationReason.allCases.map(\.name),
                "Why, as RFC 5280 calls it; nothing is said when it is left out."),
            .choice(
                "by", AccountAuthorities.RevocationSigner.allCases.map(\.rawValue),
                "Whose word is given: the account's or that of the certificate's key; the one that works by default."),
            .flag("no_replace", "Obtain no other in its place: nobody wants the certificate any more."),
        ],
        answer: .object(
            "RevokedCertificate",
            [
                "message": JSONSchema.text, "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "status": ["type": "string", "enum": .texts(CertificateState.words)], "serial": JSONSchema.text,
                "revoked_at": JSONSchema.time, "revocation_reason": JSONSchema.nullableText,
                "replaced": JSONSchema.flag,
            ])
    ) { (call) throws(Problem) in
        let order = try RevocationOrder(call)
        let isReplaced = try !call.query.flag("no_replace")
        let precondition = try RecordPrecondition(call)
        let state = try await CertificateState(call.path("cert_name"), call)
        try precondition.check(state.entry.revision)
        let record = try await order.carryOut(state, call)
        let board = try call.issuances()
        let (isWanted, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            order.note(record, of: state.entry, isReplaced: isReplaced, now: call.now, in: &draft)
        }
        await board.hasten([record.name], now: call.now)
        return .object(
            [
                "message": .string(
                    "The certificate '\(record.name)' was revoked"
                        + (isWanted ? "; another one is being obtained." : "; no other is obtained.")),
                "cert_name": .string(record.name), "domains": .texts(record.domains),
                "status": .string(isWanted ? "pending" : "revoked"), "serial": .string(record.serial),
                "revoked_at": .time(record.revokedAt ?? call.now),
                "revocation_reason": .text(order.reason?.name ?? record.revocationReason),
                "replaced": .bool(isWanted),
            ], revision: revision)
    }
}
