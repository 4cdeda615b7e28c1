internal import ProxyModel

extension Operation {
    static let removeCertificateDomain = Operation(
        "cert.domain.remove", .delete, "/api/v1/certificates/{cert_name}/domains/{domain}", .token,
        "Take a name out of a certificate: a new one without it is obtained; with its last name it is deleted.",
        parameters: [
            CertificateView.name, .path("domain", "The name to take out."),
            .flag("force", "Do it although proxies are pinned to it that it will not cover; they are released."),
        ],
        answer: .object(
            "RemovedDomain",
            [
                "message": JSONSchema.text, "cert_name": JSONSchema.text, "domains": JSONSchema.texts,
                "deleted": JSONSchema.flag,
            ])
    ) { (call) throws(Problem) in
        let name = call.path("cert_name")
        let force = try call.query.flag("force")
        let precondition = try RecordPrecondition(call)
        let board = try call.issuances()
        let (domains, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let entry = try draft.snapshot.certificateEntry(name, for: call.caller)
            try precondition.check(entry.revision)
            var intent = try CertificateOrder.wish(entry)
            let domain = try domain(call, in: intent)
            intent.domains.removeAll { $0 == domain }
            try PinnedProxies(to: name, in: draft.snapshot, uncoveredBy: intent.domains)
                .release(in: &draft, force: force, call)
            if intent.domains.isEmpty {
                entry.delete(in: &draft)
            } else {
                intent.renewalRequestedAt = call.now
                intent.updatedAt = call.now
                draft.put(.certificateIntent(intent))
            }
            return intent.domains
        }
        await board.hasten([name], now: call.now)
        let message =
            domains.isEmpty
            ? "The certificate '\(name)' had no other name and was deleted."
            : "A certificate '\(name)' without the name is being obtained; until then the old one serves."
        return .object(
            [
                "message": .string(message), "cert_name": .string(name), "domains": .texts(domains),
                "deleted": .bool(domains.isEmpty),
            ], revision: revision)
    }

    /// The name in the path, in canonical form; a 404 when the certificate is not for it.
    private static func domain(_ call: OperationCall, in intent: CertificateIntent) throws(Problem) -> String {
        let text = call.path("domain")
        let canonical = try? ValueSchema<String>.certificateDomain.decode(.string(text), .request)
        guard let canonical, intent.domains.contains(canonical) else {
            throw Problem(.notFound, "the certificate '\(intent.name)' is not for '\(text)'")
        }
        return canonical
    }
}
