internal import ProxyModel

extension Operation {
    static let deleteCertificate = Operation(
        "cert.delete", .delete, "/api/v1/certificates/{cert_name}", .token,
        "Delete a certificate with its key; no other is obtained in its place.",
        parameters: [
            CertificateView.name, .flag("force", "Delete it although proxies are pinned to it; they are released."),
        ],
        answer: .object(
            "DeletedCertificate",
            [
                "message": JSONSchema.text, "uncovered_hosts": JSONSchema.texts,
                "uncovered_host_count": JSONSchema.integer,
            ])
    ) { (call) throws(Problem) in
        let name = call.path("cert_name")
        let force = try call.query.flag("force")
        let precondition = try RecordPrecondition(call)
        let ((isIssued, uncovered), _) = try await call.environment.editor.edit { draft throws(Problem) in
            let entry = try draft.snapshot.certificateEntry(name, for: call.caller)
            try precondition.check(entry.revision)
            let uncovered = UncoveredHosts(without: entry, in: draft.snapshot, for: call.caller, now: call.now)
            try PinnedProxies(to: name, in: draft.snapshot).release(in: &draft, force: force, call)
            entry.delete(in: &draft)
            return (entry.intent != nil, uncovered)
        }
        if isIssued { await call.environment.issuances?.hasten([name], now: call.now) }
        var answer: JSONObject = ["message": .string("The certificate '\(name)' was deleted." + uncovered.words)]
        uncovered.add(to: &answer)
        return .object(answer)
    }
}
