internal import ProxyModel

extension Operation {
    static let deleteProxy = Operation(
        "proxy.delete", .delete, "/api/v1/proxy/targets/{hostname}", .token, "Stop serving a host.",
        parameters: [
            ProxyView.hostname,
            .flag(
                "delete_certificate",
                "Delete its certificate, too: the pinned one or that of its host alone, if no other proxy is pinned to it."
            ),
        ],
        answer: .object(
            "DeletedProxy",
            [
                "message": JSONSchema.text, "deleted_certificate": JSONSchema.nullableText,
                "kept_certificate": JSONSchema.nullableText,
            ])
    ) { (call) throws(Problem) in
        let host = try call.host()
        let deletesCertificate = try call.query.flag("delete_certificate")
        let precondition = try RecordPrecondition(call)
        let (certificate, _) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.proxy(host, for: call.caller)
            try precondition.check(stored.revision)
            draft.delete(.proxies, host)
            let own = HostCertificate.own(stored.value, draft.snapshot, call.caller)
            if deletesCertificate { own?.delete(in: &draft) }
            return own
        }
        let (name, isDeleted) = (certificate?.name, certificate != nil && deletesCertificate)
        if isDeleted, let name { await call.environment.issuances?.hasten([name], now: call.now) }
        var message = "The proxy '\(host)' was deleted."
        if let name, !isDeleted {
            message += " Its certificate '\(name)' stays" + (certificate?.intent == nil ? "." : " and is renewed.")
        }
        return .object([
            "message": .string(message), "deleted_certificate": .text(isDeleted ? name : nil),
            "kept_certificate": .text(isDeleted ? nil : name),
        ])
    }
}
