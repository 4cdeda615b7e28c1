extension ExternalService {
    /// The fields of an external service.
    package static let schema = ObjectSchema<ExternalService>(
        "ExternalService", blank: { ExternalService(name: "", target: .unset, createdAt: 0) },
        fields: [
            Field("service_name", .required, \.name, .serviceName, "Name that routes refer to."),
            Field("target_url", .required, \.target, .upstreamURL, "Address of the service."),
            Field("description", \.summary, .line(), default: "", "For people."),
            Field("routing_enabled", \.routingEnabled, .flag, default: true, "Whether routes may send requests there."),
            Field(
                "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
                "Token that owns the service; null = admin."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When the service was registered."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When the service was last changed."),
        ])
}

extension ValueSchema where Value == String {
    /// A name of `A-Za-z0-9_-`, at most 63 bytes, brought to lower case.
    package static var serviceName: ValueSchema {
        ValueSchema(
            ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,63}$"],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                let isName = text.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                }
                guard isName, (1...63).contains(text.utf8.count) else {
                    throw SchemaProblem("a name has 1 to 63 letters, digits, '-' and '_'")
                }
                return text.lowercased()
            }, encode: { value, _ in .string(value) })
    }
}
