internal import ACME
internal import ProxyModel

/// How certificates are shown: what is there, what is wanted, and what became of it; never the key.
enum CertificateView {
    static let columns = [
        "cert_name", "domains", "status", "origin", "issuer", "days_left", "next_renewal", "last_error",
    ]
    static let name = OperationParameter.path("cert_name", "Name of the certificate.")

    /// A certificate in a list.
    static let definition: JSONValue = {
        let record = CertificateRecord.schema.definition(.response).objectValue ?? JSONObject()
        var properties = record["properties"]?.objectValue ?? JSONObject()
        for name in ofRecordAlone {
            var property = properties[name]?.objectValue ?? JSONObject()
            property["type"] = ["string", "null"]
            properties[name] = .object(property)
        }
        properties["status"] = ["type": "string", "enum": .texts(CertificateState.words)]
        properties["days_left"] = ["type": ["integer", "null"]]
        properties["expired"] = JSONSchema.flag
        properties["staging"] = JSONSchema.flag
        properties["next_renewal"] = ["type": ["string", "null"], "format": "date-time"]
        properties["last_error"] = JSONSchema.nullableText
        return [
            "type": "object", "properties": .object(properties), "required": .texts(properties.members.map(\.name)),
        ]
    }()

    /// A certificate with what was asked for and how far its issuance is.
    static let detailedDefinition: JSONValue = {
        var object = definition.objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        properties["intent"] = ["anyOf": [CertificateIntent.schema.definition(.response), ["type": "null"]]]
        properties["issuance"] = IssuanceView.definition
        properties["fullchain_pem"] = JSONSchema.text
        object["properties"] = .object(properties)
        return .object(object)
    }()

    static func answer(status: Int = 200) -> OperationAnswer {
        OperationAnswer(.object(name: "Certificate", definition: definition), status: status)
    }

    static func json(_ state: CertificateState) -> JSONObject {
        var object = state.entry.record.map { CertificateRecord.schema.encode($0, form: .request) } ?? JSONObject()
        if state.entry.record == nil, let intent = state.entry.intent { object = placeholder(intent) }
        object["domains"] = .texts(state.entry.domains)
        object.append("status", .string(state.status))
        object.append("days_left", state.daysLeft.map { .integer($0) } ?? .null)
        object.append("expired", .bool(state.isExpired))
        object.append("staging", .bool(state.entry.intent?.isStaging ?? false))
        object.append("next_renewal", state.nextRenewal.map { .time($0) } ?? .null)
        object.append("last_error", .text(state.failure?.words))
        return object
    }

    static func detailed(_ state: CertificateState) -> JSONObject {
        var object = json(state)
        object.append(
            "intent",
            state.entry.intent.map { .object(CertificateIntent.schema.encode($0, form: .request)) } ?? .null)
        object.append("issuance", IssuanceView.json(state))
        return object
    }

    /// Members that only a certificate has, and not the wish for one.
    private static let ofRecordAlone = [
        "issuer", "serial", "fingerprint", "issued_at", "expires_at", "revoked_at", "revocation_reason",
    ]

    private static func placeholder(_ intent: CertificateIntent) -> JSONObject {
        [
            "cert_name": .string(intent.name), "domains": .texts(intent.domains), "origin": "acme",
            "key_type": .string(intent.keyType.family), "issuer": .null, "serial": .null, "fingerprint": .null,
            "issued_at": .null, "expires_at": .null, "revoked_at": .null, "revocation_reason": .null,
            "email": .text(intent.email), "created_by": .text(intent.owner),
            "created_at": .time(intent.createdAt), "updated_at": .time(intent.updatedAt),
        ]
    }
}
