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

    static let listIdentityProviders = Operation(
        "oauth.provider.list", .get, "/api/v1/oauth/providers", .admin, "List the identity providers.",
        answer: .list(
            "providers", IdentityProvider.schema, columns: ["name", "kind", "label", "issuer", "client_id", "disabled"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let providers = snapshot.identityProviders.values.map(\.value).sorted { $0.name < $1.name }
        return .list(
            providers.map { IdentityProvider.schema.encode($0, form: .request) }, revision: snapshot.revision)
    }

    static let showIdentityProvider = Operation(
        "oauth.provider.show", .get, "/api/v1/oauth/providers/{name}", .admin, "Show an identity provider.",
        parameters: [IdentityProviderBody.name], answer: .record(IdentityProvider.schema)
    ) { (call) throws(Problem) in
        let stored = try IdentityProviderBody.find(call.path("name"), in: try call.snapshot())
        return .object(IdentityProvider.schema.encode(stored.value, form: .request), revision: stored.revision)
    }

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

    static let deleteIdentityProvider = Operation(
        "oauth.provider.delete", .delete, "/api/v1/oauth/providers/{name}", .admin, "Delete an identity provider.",
        parameters: [IdentityProviderBody.name],
        answer: .object("DeletedIdentityProvider", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try IdentityProviderBody.find(name, in: draft.snapshot).revision)
            draft.delete(.identityProviders, name)
        }
        return .object(["message": .string("The identity provider '\(name)' was deleted.")])
    }
}

/// The bodies of identity providers: their fields, and a client secret that is taken and never shown.
enum IdentityProviderBody {
    static let name = OperationParameter.path("name", "Name of the identity provider.")
    static let create = body("IdentityProviderRequest", .request)
    static let update = body("IdentityProviderUpdate", .update)

    static func split(_ json: JSONValue) throws(Problem) -> (fields: JSONObject, secret: JSONValue?) {
        guard var object = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        let secret = object["client_secret"]
        object["client_secret"] = nil
        return (object, secret)
    }

    /// Puts a secret into the provider; null removes it, nil leaves it.
    static func seal(
        _ secret: JSONValue?, in provider: inout IdentityProvider, _ call: OperationCall
    ) throws(Problem) {
        guard let secret else { return }
        guard secret != .null else { return provider.sealedSecret = nil }
        guard let text = secret.stringValue, (1...1024).contains(text.utf8.count) else {
            throw Problem(
                SchemaProblem([SchemaIssue(pointer: "/client_secret", detail: "expected 1 to 1024 bytes of text")]))
        }
        do {
            let sealed = try call.environment.sealer.seal(
                Array(text.utf8), purpose: "identity-provider:" + provider.name)
            provider.sealedSecret = Base64URL.encode(sealed)
        } catch {
            throw Problem(.internalError, "the secret cannot be sealed")
        }
    }

    static func find(
        _ name: String, in snapshot: ConfigurationSnapshot
    ) throws(Problem) -> Stored<IdentityProvider> {
        guard let stored = snapshot.identityProviders[name] else {
            throw Problem(.notFound, "there is no identity provider '\(name)'")
        }
        return stored
    }

    private static func body(
        _ name: String, _ kind: ObjectSchema<IdentityProvider>.Definition
    ) -> OperationBody {
        var definition = IdentityProvider.schema.definition(kind).objectValue ?? JSONObject()
        var properties = definition["properties"]?.objectValue ?? JSONObject()
        properties.append(
            "client_secret",
            [
                "type": ["string", "null"], "maxLength": 1024, "writeOnly": true,
                "description": "The client secret; it is kept sealed and never shown.",
            ])
        definition["properties"] = .object(properties)
        return OperationBody(
            name: name, definition: .object(definition),
            fields: IdentityProvider.schema.descriptions.filter { !$0.isReadOnly }, limit: OperationBody.standardLimit)
    }
}
