internal import ProxyModel

extension Operation {
    static let showToken = Operation(
        "token.show", .get, "/api/v1/tokens/{name}", .admin,
        "Show a token with what it owns; its text is kept nowhere.",
        parameters: [.path("name", "Name of the token.")],
        answer: .object(
            "Token",
            [
                "name": JSONSchema.text, "cert_email": JSONSchema.nullableText, "created_at": JSONSchema.time,
                "certificate_count": JSONSchema.integer, "proxy_count": JSONSchema.integer,
                "certificates": JSONSchema.texts, "proxies": JSONSchema.texts, "routes": JSONSchema.texts,
                "services": JSONSchema.texts,
            ])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let token = try snapshot.token(call.path("name"))
        let owned = OwnedRecords(of: token.value.name, in: snapshot)
        var object = APIToken.schema.encode(token.value, form: .request)
        object.append("certificate_count", .integer(Int64(owned.certificates.count)))
        object.append("proxy_count", .integer(Int64(owned.proxies.count)))
        for member in owned.json.members { object.append(member.name, member.value) }
        return .object(object, revision: token.revision)
    }
}
