internal import ProxyModel

extension Operation {
    static let updateDNSProvider = Operation(
        "cert.dns.update", .put, "/api/v1/dns-providers/{name}", .admin,
        "Change a provider of DNS; what is not given stays.", parameters: [DNSProviderBody.name],
        document: DNSProviderBody.body.update, answer: DNSProviderBody.answer()
    ) { (json, call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        let (provider, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try DNSProviderBody.find(call.path("name"), in: draft.snapshot)
            try precondition.check(stored.revision)
            var provider = stored.value
            let secret = try DNSProviderBody.body.apply(json, to: &provider, call)
            guard provider.name == stored.value.name else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/name", detail: "cannot be changed")]))
            }
            try DNSProviderBody.check(provider, secret: secret)
            provider.updatedAt = call.now
            draft.put(.dnsProvider(provider))
            return provider
        }
        return .object(DNSProviderBody.json(provider), revision: revision)
    }
}
