internal import OAuthServer
internal import ProxyModel

/// The making of a token: the only moment at which its text is known.
enum TokenIssue {
    /// Stores the digest and returns the record with the token's text.
    static func issue(
        _ input: APIToken, _ call: OperationCall
    ) async throws(Problem) -> (record: APIToken, text: String, revision: Revision) {
        let text = BearerToken.make(call.environment.randomBytes)
        var record = input
        record.digest = SecretDigest.hexadecimal(text)
        record.createdAt = call.now
        if record.certEmail.isEmpty { record.certEmail = call.environment.settings.adminEmail ?? "" }
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.tokens[record.name] == nil else {
                throw Problem(.conflict, "there is a token '\(record.name)' already")
            }
            draft.put(.token(record))
        }
        return (record, text, revision)
    }

    /// What is shown of a token when it is made.
    static func json(_ record: APIToken, _ text: String) -> JSONObject {
        [
            "name": .string(record.name), "token": .string(text),
            "cert_email": .text(record.certEmail.isEmpty ? nil : record.certEmail),
            "created_at": .time(record.createdAt),
        ]
    }
}
