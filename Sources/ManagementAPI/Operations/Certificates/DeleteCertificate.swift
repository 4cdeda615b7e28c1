internal import ProxyModel

extension Operation {
    static let deleteCertificate = Operation(
        "cert.delete", .delete, "/api/v1/certificates/{cert_name}", .token, "Delete a certificate with its key.",
        parameters: [
            CertificateView.name, .flag("force", "Delete it although proxies are pinned to it; they are released."),
        ],
        answer: .object("DeletedCertificate", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("cert_name")
        let force = try call.query.flag("force")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try draft.snapshot.certificate(name, for: call.caller).revision)
            let pinned = draft.snapshot.proxies.values.map(\.value).filter { $0.certName == name }
            guard force || pinned.isEmpty else {
                throw Problem(
                    .conflict, "proxies are pinned to the certificate; detach it, or repeat with force=true",
                    members: [
                        "proxies": .texts(
                            pinned.filter { call.caller.owns($0.owner) }.map(\.hostname.description).sorted())
                    ])
            }
            for proxy in pinned {
                var released = proxy
                released.certName = nil
                released.updatedAt = call.now
                draft.put(.proxy(released))
            }
            draft.delete(.certificates, name)
        }
        return .object(["message": .string("The certificate '\(name)' was deleted.")])
    }
}
