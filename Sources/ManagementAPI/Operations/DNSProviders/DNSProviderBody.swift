internal import Egress
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

    /// Throws a 422 for a kind that can do nothing without a credential and has none, and for a credential that cannot be
    /// one; `secret` is what was given now, nil = the one at hand stays.
    static func check(_ provider: DNSProviderRecord, secret: String?) throws(Problem) {
        if let lack = lack(of: provider, secret: secret) {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/secret", detail: lack)]))
        }
    }

    /// What is wrong with the credential, in words that name it; nil = nothing.
    private static func lack(of provider: DNSProviderRecord, secret: String?) -> String? {
        let credential: String? =
            switch provider.kind {
            case .cloudflare, .digitalocean, .hetzner: "the API token"
            case .route53: "the secret access key of \(provider.accessKeyID ?? "the access key")"
            case .rfc2136: provider.keyName.map { "the secret of the TSIG key '\($0)', in base64 as in named.conf" }
            case .webhook, .exec: nil
            }
        let needing = "for the kind '\(provider.kind.rawValue)'"
        if let credential, provider.sealedSecret == nil { return "\(credential) is needed \(needing)" }
        guard provider.kind == .rfc2136, let secret else { return nil }
        guard let name = provider.keyName else { return "is not \(needing) without the key_name of the TSIG key" }
        // The algorithm does not matter to what a key looks like.
        return TSIGKey(name: name, secret: secret) == nil ? "expected \(credential ?? "base64")" : nil
    }
}
