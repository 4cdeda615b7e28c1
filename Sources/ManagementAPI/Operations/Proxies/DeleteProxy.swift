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
        answer: .object("DeletedProxy", ["message": JSONSchema.text, "deleted_certificate": JSONSchema.nullableText])
    ) { (call) throws(Problem) in
        let host = try call.host()
        let deletesCertificate = try call.query.flag("delete_certificate")
        let precondition = try RecordPrecondition(call)
        let (deleted, _) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.proxy(host, for: call.caller)
            try precondition.check(stored.revision)
            draft.delete(.proxies, host)
            guard deletesCertificate,
                let entry = HostCertificate.own(stored.value, draft.snapshot, call.caller)
            else { return String?.none }
            entry.delete(in: &draft)
            return entry.name
        }
        if let deleted { await call.environment.issuances?.hasten([deleted], now: call.now) }
        return .object([
            "message": .string("The proxy '\(host)' was deleted."), "deleted_certificate": .text(deleted),
        ])
    }
}
