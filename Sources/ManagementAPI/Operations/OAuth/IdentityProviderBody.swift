internal import ProxyModel

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

    /// Throws 422 for a provider that lets its people choose the names that lists of users take for GitHub's.
    static func checkName(_ provider: IdentityProvider) throws(Problem) {
        guard provider.name == "github", provider.kind != .github else { return }
        throw Problem(
            SchemaProblem([SchemaIssue(pointer: "/name", detail: "the name 'github' is for a provider of kind github")])
        )
    }

    /// Deletes the personal API keys of everybody who came by a provider.
    static func deleteKeys(of name: String, in draft: inout ConfigurationDraft) {
        for key in draft.snapshot.apiKeys.values where key.value.subject.hasPrefix(name + ":") {
            draft.delete(.apiKeys, key.value.id)
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
