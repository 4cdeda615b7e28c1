internal import ProxyModel

extension Operation {
    static let changeTokenEmail = Operation(
        "token.email", .put, "/api/v1/tokens/email", .token, "Change the address of the token of the request.",
        takes: EmailChange.schema,
        answer: .object(
            "TokenEmail", ["message": JSONSchema.text, "name": JSONSchema.text, "cert_email": JSONSchema.text])
    ) { (input, call) throws(Problem) in
        guard case .token(let name) = call.caller else {
            throw Problem(.conflict, "the address of ADMIN_TOKEN is the setting ADMIN_EMAIL")
        }
        let precondition = try RecordPrecondition(call)
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.token(name)
            try precondition.check(stored.revision)
            var token = stored.value
            token.certEmail = input.email
            draft.put(.token(token))
        }
        return .object(
            ["message": "The address was changed.", "name": .string(name), "cert_email": .string(input.email)],
            revision: revision)
    }
}

/// The body that changes the address of a token.
struct EmailChange: Sendable {
    var email: String

    static let schema = ObjectSchema<EmailChange>(
        "EmailChange", blank: { EmailChange(email: "") },
        fields: [Field("email", .required, \.email, .email, "The new address.")])
}
