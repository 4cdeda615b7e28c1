internal import ProxyModel

/// What operations on providers of DNS share.
enum DNSProviderBody {
    static let name = OperationParameter.path("name", "Name of the provider.")
    static let columns = ["name", "kind", "url", "server", "has_secret"]

    static let definition: JSONValue = {
        var object = DNSProviderRecord.schema.definition(.response).objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        properties["has_secret"] = JSONSchema.flag
        object["properties"] = .object(properties)
        object["required"] = .texts(properties.members.map(\.name))
        return .object(object)
    }()

    static func answer(status: Int = 200) -> OperationAnswer {
        OperationAnswer(.object(name: "DNSProvider", definition: definition), status: status)
    }

    static let body = SecretMember(
        name: "secret",
        summary: "The credential: the token, the TSIG key in base64, or the secret access key.",
        schema: DNSProviderRecord.schema, path: \.sealedSecret, purpose: { $0.sealingPurpose })

    static func json(_ provider: DNSProviderRecord) -> JSONObject {
        var object = DNSProviderRecord.schema.encode(provider, form: .request)
        object.append("has_secret", .bool(provider.sealedSecret != nil))
        return object
    }

    static func find(
        _ name: String, in snapshot: ConfigurationSnapshot
    ) throws(Problem) -> Stored<DNSProviderRecord> {
        guard let stored = snapshot.dnsProviders[name] else {
            throw Problem(.notFound, "there is no dns provider '\(name)'")
        }
        return stored
    }

    /// Throws a 422 for a kind that can do nothing without a credential and has none.
    static func check(_ provider: DNSProviderRecord) throws(Problem) {
        let needsSecret =
            switch provider.kind {
            case .cloudflare, .route53, .digitalocean, .hetzner: true
            case .rfc2136: provider.keyName != nil
            case .webhook, .exec: false
            }
        guard needsSecret, provider.sealedSecret == nil else { return }
        throw Problem(
            SchemaProblem([
                SchemaIssue(pointer: "/secret", detail: "is needed for the kind '\(provider.kind.rawValue)'")
            ]))
    }
}
