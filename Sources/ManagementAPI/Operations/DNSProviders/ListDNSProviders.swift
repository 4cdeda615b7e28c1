internal import ProxyModel

extension Operation {
    static let listDNSProviders = Operation(
        "cert.dns.list", .get, "/api/v1/dns-providers", .admin, "List the providers of DNS.",
        answer: OperationAnswer(
            .list(
                key: "dns_providers", name: "DNSProvider", element: DNSProviderBody.definition,
                columns: DNSProviderBody.columns))
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let providers = snapshot.dnsProviders.values.map(\.value).sorted { $0.name < $1.name }
        return .list(providers.map { DNSProviderBody.json($0) }, revision: snapshot.revision)
    }
}
