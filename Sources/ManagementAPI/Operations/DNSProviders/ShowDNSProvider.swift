internal import ProxyModel

extension Operation {
    static let showDNSProvider = Operation(
        "cert.dns.show", .get, "/api/v1/dns-providers/{name}", .admin,
        "Show a provider of DNS; its credential is never shown.", parameters: [DNSProviderBody.name],
        answer: DNSProviderBody.answer()
    ) { (call) throws(Problem) in
        let stored = try DNSProviderBody.find(call.path("name"), in: try call.snapshot())
        return .object(DNSProviderBody.json(stored.value), revision: stored.revision)
    }
}
