internal import ProxyModel

extension Operation {
    static let tokenInfo = Operation(
        "token.info", .get, "/api/v1/tokens/info", .token, "Tell whose token the request was made with.",
        answer: .object(
            "TokenInfo",
            ["name": JSONSchema.text, "cert_email": JSONSchema.nullableText, "is_admin": JSONSchema.flag])
    ) { (call) throws(Problem) in
        guard case .token(let name) = call.caller else {
            return .object([
                "name": "ADMIN", "cert_email": .text(call.environment.settings.adminEmail), "is_admin": true,
            ])
        }
        let record = try call.snapshot().token(name)
        let email = record.value.certEmail
        return .object(
            ["name": .string(name), "cert_email": .text(email.isEmpty ? nil : email), "is_admin": false],
            revision: record.revision)
    }
}
