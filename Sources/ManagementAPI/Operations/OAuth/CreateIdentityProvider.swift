internal import ProxyModel

extension Operation {
    static let createIdentityProvider = Operation(
        "oauth.provider.create", .post, "/api/v1/oauth/providers", .admin,
        "Let users sign in by GitHub or by an OpenID Connect provider.",
        document: IdentityProviderBody.create, answer: .record(IdentityProvider.schema, status: 201)
    ) { (json, call) throws(Problem) in
        let (object, secret) = try IdentityProviderBody.split(json)
        var provider: IdentityProvider
        do throws(SchemaProblem) {
            provider = try IdentityProvider.schema.decode(.object(object), form: .request)
        } catch {
            throw Problem(error)
        }
        try IdentityProviderBody.checkName(provider)
        provider.createdAt = call.now
        provider.updatedAt = call.now
        try IdentityProviderBody.seal(secret, in: &provider, call)
        let created = provider
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.identityProviders[created.name] == nil else {
                throw Problem(.conflict, "there is an identity provider '\(created.name)' already")
            }
            draft.put(.identityProvider(created))
        }
        return .object(
            IdentityProvider.schema.encode(created, form: .request), revision: revision,
            location: "/api/v1/oauth/providers/" + created.name)
    }
}
