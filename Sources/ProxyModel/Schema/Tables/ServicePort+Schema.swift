extension ServicePort {
    /// The fields of a port of a service.
    package static let schema = ObjectSchema<ServicePort>(
        "ServicePort", blank: { ServicePort(name: "", hostPort: 1, containerPort: 1) },
        fields: [
            Field("name", .required, \.name, .portName, "Name within the service."),
            Field("host", .required, \.hostPort, .integer(1...65_535), "Port of the host."),
            Field("container", .required, \.containerPort, .integer(1...65_535), "Port in the container."),
            Field(
                "bind", \.bind, .bindAddress, default: "127.0.0.1",
                "Address of the host: 127.0.0.1, ::1, 0.0.0.0, ::, localhost, or one of its own."),
            Field("protocol", \.transport, .choice, default: .tcp, "What is spoken there."),
            Field(
                "require_token", \.requiresToken, .flag, default: false,
                "Whether only HTTP requests with a token are admitted."),
            Field(
                "source_token_hash", \.tokenDigest, .optional(.sha256), default: nil, access: .secret,
                "Digest of the port's own token."),
            Field(
                "allowed_sources", \.allowedSources, .list(.addressBlock, limit: 100), default: [],
                "CIDR blocks that connections may come from; empty = everybody."),
            Field("description", \.summary, .line(), default: "", "For people."),
            Field(
                "created_at", \.createdAt, .timestamp, default: 0, access: .readOnly, "When the port was added."),
        ],
        rules: { port in
            port.isGated && port.transport == .udp
                ? [SchemaIssue(pointer: "/protocol", detail: "tokens and sources are for tcp")] : []
        })
}

extension ValueSchema where Value == String {
    /// The name of a port: 1 to 32 of `a-z`, `0-9`, `_`, `-`.
    package static var portName: ValueSchema {
        line(1...32).refined { text in
            text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
                    || (0x61...0x7A).contains(byte)
            } ? nil : "a name of a port has lower-case letters, digits, '-' and '_'"
        }
    }

    /// An address to listen on, brought to its canonical form; `localhost` is 127.0.0.1.
    package static var bindAddress: ValueSchema {
        ValueSchema(
            ["type": "string", "maxLength": 45, "examples": ["127.0.0.1", "0.0.0.0", "::1"]],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                if text == "localhost" { return "127.0.0.1" }
                guard !text.utf8.contains(UInt8(ascii: "/")), let address = AddressBlock(text) else {
                    throw SchemaProblem("'\(text)' is not an address such as 127.0.0.1")
                }
                return address.description
            }, encode: { value, _ in .string(value) })
    }
}
