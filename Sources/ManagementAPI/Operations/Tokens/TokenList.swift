internal import ProxyModel

/// All tokens with what they own, for the two operations that list them.
enum TokenList {
    static let columns = ["name", "cert_email", "proxy_count", "certificate_count", "created_at"]
    static let answer = OperationAnswer.list(
        "tokens", "TokenSummary",
        [
            "name": JSONSchema.text, "cert_email": JSONSchema.nullableText, "created_at": JSONSchema.time,
            "certificate_count": JSONSchema.integer, "proxy_count": JSONSchema.integer,
        ], columns: columns)

    static func result(_ call: OperationCall) throws(Problem) -> OperationResult {
        let snapshot = try call.snapshot()
        let tokens = snapshot.tokens.values.map(\.value).sorted { $0.name < $1.name }
        var proxies: [String: Int64] = [:]
        for stored in snapshot.proxies.values { if let owner = stored.value.owner { proxies[owner, default: 0] += 1 } }
        var certificates: [String: Int64] = [:]
        for stored in snapshot.certificates.values {
            if let owner = stored.value.owner { certificates[owner, default: 0] += 1 }
        }
        let rows = tokens.map { token in
            var row = APIToken.schema.encode(token, form: .request)
            row.append("certificate_count", .integer(certificates[token.name] ?? 0))
            row.append("proxy_count", .integer(proxies[token.name] ?? 0))
            return row
        }
        return .list(rows, revision: snapshot.revision)
    }
}
