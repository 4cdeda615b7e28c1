internal import ProxyModel

extension Operation {
    static let updateIdentityProvider = Operation(
        "oauth.provider.update", .put, "/api/v1/oauth/providers/{name}", .admin,
        "Change an identity provider; what is not given stays.", parameters: [IdentityProviderBody.name],
        document: IdentityProviderBody.update, answer: .record(IdentityProvider.schema)
    ) { (json, call) throws(Problem) in
        let (object, secret) = try IdentityProviderBody.split(json)
        let precondition = try RecordPrecondition(call)
        let (provider, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try IdentityProviderBody.find(call.path("name"), in: draft.snapshot)
            try precondition.check(stored.revision)
            var provider = stored.value
            if !object.members.isEmpty {
                try Patch(schema: IdentityProvider.schema, json: .object(object)).apply(to: &provider)
            }
            guard provider.name == stored.value.name else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/name", detail: "cannot be changed")]))
            }
            provider.updatedAt = call.now
            try IdentityProviderBody.seal(secret, in: &provider, call)
            draft.put(.identityProvider(provider))
            return provider
        }
        return .object(IdentityProvider.schema.encode(provider, form: .request), revision: revision)
    }
}
