internal import ProxyModel

extension Operation {
    static let listTokenCertificates = Operation(
        "token.certificates", .get, "/api/v1/tokens/{name}/certificates", .admin, "List the certificates of a token.",
        parameters: [.path("name", "Name of the token.")],
        answer: .list(
            "certificates", "TokenCertificate",
            [
                "cert_name": JSONSchema.text, "domains": JSONSchema.texts, "status": JSONSchema.text,
                "expires_at": JSONSchema.time,
            ], columns: ["cert_name", "domains", "status", "expires_at"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let token = try snapshot.token(call.path("name")).value
        let records = snapshot.certificates.values.map(\.value).filter { $0.owner == token.name }
            .sorted { $0.name < $1.name }
        let rows = records.map { certificate -> JSONObject in
            [
                "cert_name": .string(certificate.name), "domains": .texts(certificate.domains),
                "status": .string(CertificateView.status(of: certificate, at: call.now)),
                "expires_at": .time(certificate.notAfter),
            ]
        }
        return .list(
            rows, revision: snapshot.revision,
            members: [
                "token_name": .string(token.name), "certificate_count": .integer(Int64(rows.count)),
            ])
    }
}
