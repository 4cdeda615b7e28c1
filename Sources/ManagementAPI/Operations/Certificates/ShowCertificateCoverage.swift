internal import ProxyModel

extension Operation {
    static let showCertificateCoverage = Operation(
        "cert.coverage", .get, "/api/v1/certificates/{cert_name}/coverage", .token,
        "List the proxies of the caller whose hosts a certificate covers, or will cover.",
        parameters: [CertificateView.name],
        answer: .list(
            "proxies", "CoveredProxy",
            ["hostname": JSONSchema.text, "is_pinned": JSONSchema.flag, "enable_https": JSONSchema.flag],
            columns: ["hostname", "is_pinned", "enable_https"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let certificate = try snapshot.certificateEntry(call.path("cert_name"), for: call.caller)
        let records = snapshot.proxies(coveredBy: certificate.domains).filter { call.caller.owns($0.owner) }
            .sorted { $0.hostname.description < $1.hostname.description }
        let rows = records.map { proxy -> JSONObject in
            [
                "hostname": .string(proxy.hostname.description),
                "is_pinned": .bool(proxy.certName == certificate.name), "enable_https": .bool(proxy.enableHTTPS),
            ]
        }
        return .list(
            rows, revision: snapshot.revision,
            members: [
                "cert_name": .string(certificate.name), "domains": .texts(certificate.domains),
            ])
    }
}
