internal import ProxyModel

extension Operation {
    static let deleteDNSProvider = Operation(
        "cert.dns.delete", .delete, "/api/v1/dns-providers/{name}", .admin,
        "Forget a provider of DNS that no certificate is obtained by.", parameters: [DNSProviderBody.name],
        answer: .object("DeletedDNSProvider", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try DNSProviderBody.find(name, in: draft.snapshot).revision)
            let users = draft.snapshot.certificateIntents.values.map(\.value).filter { $0.dnsProvider == name }
            guard users.isEmpty else {
                throw Problem(
                    .conflict, "certificates are obtained by the dns provider",
                    members: ["certificates": .texts(users.map(\.name).sorted())])
            }
            draft.delete(.dnsProviders, name)
        }
        return .object(["message": .string("The dns provider '\(name)' was deleted.")])
    }
}
