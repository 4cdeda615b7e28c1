internal import ProxyModel

extension Operation {
    static let deleteIdentityProvider = Operation(
        "oauth.provider.delete", .delete, "/api/v1/oauth/providers/{name}", .admin,
        "Delete an identity provider with the API keys of its users, and end their sessions and tokens.",
        parameters: [IdentityProviderBody.name],
        answer: .object("DeletedIdentityProvider", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let precondition = try RecordPrecondition(call)
        let server = try call.authorizationServer()
        try precondition.check(try IdentityProviderBody.find(name, in: call.snapshot()).revision)
        // First, because what is deleted cannot be tried again; and again, because of who came meanwhile.
        try await server.endProvider(name)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try IdentityProviderBody.find(name, in: draft.snapshot).revision)
            draft.delete(.identityProviders, name)
            IdentityProviderBody.deleteKeys(of: name, in: &draft)
        }
        try await server.endProvider(name)
        return .object(["message": .string("The identity provider '\(name)' was deleted.")])
    }
}
