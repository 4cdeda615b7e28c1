internal import ProxyModel

extension Operation {
    static let listTokenProxies = Operation(
        "token.proxies", .get, "/api/v1/tokens/{name}/proxies", .admin, "List the proxies of a token.",
        parameters: [.path("name", "Name of the token.")],
        answer: .list(
            "proxies", "TokenProxy",
            [
                "hostname": JSONSchema.text, "target_url": JSONSchema.nullableText,
                "target_service": JSONSchema.nullableText, "enabled": JSONSchema.flag,
                "enable_https": JSONSchema.flag, "cert_name": JSONSchema.nullableText,
            ], columns: ["hostname", "target_url", "target_service", "enabled", "enable_https", "cert_name"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let token = try snapshot.token(call.path("name")).value
        let records = snapshot.proxies.values.map(\.value).filter { $0.owner == token.name }
            .sorted { $0.hostname.description < $1.hostname.description }
        let rows = records.map { proxy -> JSONObject in
            [
                "hostname": .string(proxy.hostname.description), "target_url": .text(proxy.target?.description),
                "target_service": .text(proxy.traffic?.value.service), "enabled": .bool(proxy.enabled),
                "enable_https": .bool(proxy.enableHTTPS),
                "cert_name": .text(proxy.certName),
            ]
        }
        return .list(
            rows, revision: snapshot.revision,
            members: ["token_name": .string(token.name), "proxy_count": .integer(Int64(rows.count))])
    }
}
