internal import ProxyModel

extension Operation {
    static let updateIdentityProvider = Operation(
        "oauth.provider.update", .put, "/api/v1/oauth/providers/{name}", .admin,
        "Change an identity provider; what is not given stays. Disabling it, or another issuer, ends its users' access.",
        parameters: [IdentityProviderBody.name],
        document: IdentityProviderBody.update, answer: .record(IdentityProvider.schema)
    ) { (json, call) throws(Problem) in
        let (object, secret) = try IdentityProviderBody.split(json)
        let precondition = try RecordPrecondition(call)
        let ((provider, endsAccess), revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try IdentityProviderBody.find(call.path("name"), in: draft.snapshot)
            try precondition.check(stored.revision)
            var provider = stored.value
            if !object.members.isEmpty {
                try Patch(schema: IdentityProvider.schema, json: .object(object)).apply(to: &provider)
            }
            guard provider.name == stored.value.name else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/name", detail: "cannot be changed")]))
            }
            try IdentityProviderBody.checkName(provider)
            provider.updatedAt = call.now
            let isAnother = provider.issuer != stored.value.issuer
            if isAnother {
                // Who signed in there is not who has the same identifier elsewhere.
                provider.createdAt = call.now
                IdentityProviderBody.deleteKeys(of: provider.name, in: &draft)
            }
            try IdentityProviderBody.seal(secret, in: &provider, call)
            draft.put(.identityProvider(provider))
            // Also when it was disabled before: what could not be ended then is ended by the next try.
            return (provider, isAnother || provider.isDisabled)
        }
        if endsAccess { try await call.authorizationServer().endProvider(provider.name) }
        return .object(IdentityProvider.schema.encode(provider, form: .request), revision: revision)
    }
}
