internal import ProxyModel

/// What asking for a certificate comes to, whichever operation asks.
enum CertificateOrder {
    static func answer(_ name: String) -> OperationAnswer {
        .object(
            name,
            [
                "message": JSONSchema.text, "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "status": ["type": "string", "enum": .texts(CertificateState.words)],
            ], status: 202)
    }

    /// Stores the wish for a new certificate; whoever obtains certificates begins at once.
    static func place(_ request: CertificateRequest, _ call: OperationCall) async throws(Problem) -> OperationResult {
        let board = try call.issuances()
        let (intent, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let intent = try request.intent(draft.snapshot, call)
            try CertificateRules.checkName(intent.name, draft.snapshot)
            try CertificateRules.check(intent.domains, draft.snapshot, call.caller)
            try CertificateRules.checkDomains(intent.domains, draft.snapshot, call.caller)
            draft.put(.certificateIntent(intent))
            return intent
        }
        await board.hasten([intent.name], now: call.now)
        return .object(
            json(intent, "The certificate '\(intent.name)' is being obtained."), revision: revision,
            location: "/api/v1/certificates/" + PercentEncoding.encode(intent.name))
    }

    /// Changes what is wanted of a certificate that is obtained from an authority, and asks for a new one.
    ///
    /// Throws a 409 for one that was brought, which nobody but its owner can replace.
    static func change(
        _ call: OperationCall,
        _ change: (inout CertificateIntent, inout ConfigurationDraft) throws(Problem) -> Void
    ) async throws(Problem) -> (intent: CertificateIntent, revision: Revision) {
        let board = try call.issuances()
        let name = call.path("cert_name")
        let precondition = try RecordPrecondition(call)
        let (intent, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let entry = try draft.snapshot.certificateEntry(name, for: call.caller)
            try precondition.check(entry.revision)
            var intent = try wish(entry)
            try change(&intent, &draft)
            intent.renewalRequestedAt = call.now
            intent.updatedAt = call.now
            draft.put(.certificateIntent(intent))
            return intent
        }
        await board.hasten([name], now: call.now)
        return (intent, revision)
    }

    /// What is wanted of a certificate; a 409 for one that was brought.
    static func wish(_ entry: CertificateEntry) throws(Problem) -> CertificateIntent {
        guard let intent = entry.intent else {
            if entry.record?.revokedAt != nil {
                throw Problem(
                    .conflict, "the certificate '\(entry.name)' was revoked and is not wanted any more; ask for another"
                )
            }
            throw Problem(
                .conflict, "the certificate '\(entry.name)' was uploaded: no authority is asked for it; upload another")
        }
        return intent
    }

    static func json(_ intent: CertificateIntent, _ message: String) -> JSONObject {
        [
            "message": .string(message), "cert_name": .string(intent.name), "domains": .texts(intent.domains),
            "status": "pending",
        ]
    }
}
