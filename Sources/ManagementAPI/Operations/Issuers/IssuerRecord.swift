internal import ACME
internal import ProxyModel

/// What operations on issuers share.
enum IssuerRecord {
    static let name = OperationParameter.path("name", "Name of the issuer.")
    static let columns = ["name", "directory_url", "staging_url", "eab_key_id", "is_preset"]

    static let definition: JSONValue = {
        var object = CertificateIssuer.schema.definition(.response).objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        properties["has_eab_key"] = JSONSchema.flag
        properties["is_preset"] = JSONSchema.flag
        for name in ["created_at", "updated_at"] {
            var property = properties[name]?.objectValue ?? JSONObject()
            property["type"] = ["string", "null"]
            properties[name] = .object(property)
        }
        object["properties"] = .object(properties)
        object["required"] = .texts(properties.members.map(\.name))
        return .object(object)
    }()

    static func answer(status: Int = 200) -> OperationAnswer {
        OperationAnswer(.object(name: "CertificateIssuer", definition: definition), status: status)
    }

    static let body = SecretMember(
        name: "eab_key", summary: "The key of the external account, as the authority gives it out (base64url).",
        schema: CertificateIssuer.schema, path: \.sealedEABKey, purpose: { "certificate-issuer:" + $0.name })

    static func json(_ issuer: CertificateIssuer) -> JSONObject {
        var object = CertificateIssuer.schema.encode(issuer, form: .request)
        object.append("has_eab_key", .bool(issuer.sealedEABKey != nil))
        object.append("is_preset", false)
        return object
    }

    static func json(_ preset: IssuerPreset) -> JSONObject {
        [
            "name": .string(preset.rawValue), "directory_url": .string(preset.directoryURL),
            "staging_url": .text(preset.stagingURL), "eab_key_id": .null, "profile": .null, "preferred_chain": .null,
            "ca_pem": .null, "created_at": .null, "updated_at": .null, "has_eab_key": false, "is_preset": true,
        ]
    }

    static func find(
        _ name: String, in snapshot: ConfigurationSnapshot
    ) throws(Problem) -> Stored<CertificateIssuer> {
        guard let stored = snapshot.certificateIssuers[name] else {
            throw Problem(.notFound, "there is no issuer '\(name)'; presets cannot be changed")
        }
        return stored
    }

    /// Throws a 422 for an external account that is half there or whose key is none, and for a bundle that is none.
    static func check(_ issuer: CertificateIssuer, key: String?) throws(Problem) {
        if let key, ExternalAccount(keyID: issuer.eabKeyID ?? "?", encodedKey: key) == nil {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/eab_key", detail: "is not base64url")]))
        }
        if let pem = issuer.caPEM, let detail = ProxyRules.trustProblem(pem) {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/ca_pem", detail: detail)]))
        }
        guard (issuer.eabKeyID == nil) == (issuer.sealedEABKey == nil) else {
            let missing = issuer.eabKeyID == nil ? "eab_key_id" : "eab_key"
            throw Problem(
                SchemaProblem([
                    SchemaIssue(pointer: "/" + missing, detail: "an external account has an identifier and a key")
                ]))
        }
    }
}
