internal import ProxyModel

extension Operation {
    static let createDNSProvider = Operation(
        "cert.dns.create", .post, "/api/v1/dns-providers", .admin,
        "Say by whom the records of dns challenges are published.", document: DNSProviderBody.body.creation,
        answer: DNSProviderBody.answer(status: 201)
    ) { (json, call) throws(Problem) in
        var (provider, secret) = try DNSProviderBody.body.decode(json, call)
        try DNSProviderBody.check(provider, secret: secret)
        provider.createdAt = call.now
        provider.updatedAt = call.now
        let created = provider
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.dnsProviders[created.name] == nil else {
                throw Problem(.conflict, "there is a dns provider '\(created.name)' already")
            }
            draft.put(.dnsProvider(created))
        }
        return .object(
            DNSProviderBody.json(created), revision: revision, location: "/api/v1/dns-providers/" + created.name)
    }
}
