internal import ProxyModel

extension Operation {
    static let deleteAPIKey = Operation(
        "oauth.api-key.delete", .delete, "/api/v1/oauth/api-keys/{id}", .admin, "Delete a personal API key.",
        parameters: [.path("id", "The public part of the key.")],
        answer: .object("DeletedAPIKey", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("id")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            guard let stored = draft.snapshot.apiKeys[id] else {
                throw Problem(.notFound, "there is no API key '\(id)'")
            }
            try precondition.check(stored.revision)
            draft.delete(.apiKeys, id)
        }
        return .object(["message": .string("The API key '\(id)' was deleted.")])
    }
}
