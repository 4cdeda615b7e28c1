internal import ProxyModel

extension Operation {
    static let listTokenCertificates = Operation(
        "token.certificates", .get, "/api/v1/tokens/{name}/certificates", .admin, "List the certificates of a token.",
        parameters: [.path("name", "Name of the token.")],
        answer: .list(
            "certificates", "TokenCertificate",
            [
                "cert_name": JSONSchema.text, "domains": JSONSchema.texts, "status": JSONSchema.text,
                "expires_at": ["type": ["string", "null"], "format": "date-time"],
            ], columns: ["cert_name", "domains", "status", "expires_at"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let token = try snapshot.token(call.path("name")).value
        let states = try await CertificateState.all(snapshot.certificateEntries { $0 == token.name }, call)
        let rows = states.map { state -> JSONObject in
            [
                "cert_name": .string(state.entry.name), "domains": .texts(state.entry.domains),
                "status": .string(state.status),
                "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
            ]
        }
        return .list(
            rows,
            members: [
                "token_name": .string(token.name), "certificate_count": .integer(Int64(rows.count)),
            ])
    }
}
