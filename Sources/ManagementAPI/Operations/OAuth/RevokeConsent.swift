internal import ProxyModel

extension Operation {
    static let revokeConsent = Operation(
        "oauth.consent.revoke", .delete, "/api/v1/oauth/consents", .admin,
        "Take back what a user allowed a client, and end what it holds.",
        parameters: [
            .required("user", "The user: a name, or a subject."), .required("client_id", "Identifier of the client."),
        ],
        answer: .object("RevokedConsent", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let subject = SubjectText.subject(call.query.text("user") ?? "")
        let client = call.query.text("client_id") ?? ""
        try await call.authorizationServer().revokeConsent(client: client, of: subject)
        return .object(["message": "The consent was taken back."])
    }
}
