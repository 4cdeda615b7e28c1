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
        let entries = snapshot.certificateEntries { $0 == token.name }
        // Only of the wanted page: the progress of each is a value of its own in the store.
        let page = try Page(call.query, total: entries.count).range
        let rows = try await CertificateState.all(Array(entries[page]), call).map { state -> JSONObject in
            [
                "cert_name": .string(state.entry.name), "domains": .texts(state.entry.domains),
                "status": .string(state.status),
                "expires_at": state.entry.record.map { .time($0.notAfter) } ?? .null,
            ]
        }
        return .list(
            count: entries.count,
            members: [
                "token_name": .string(token.name), "certificate_count": .integer(Int64(entries.count)),
            ]
        ) { $0 == page ? rows : [] }
    }
}
