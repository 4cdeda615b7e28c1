extension PortToken {
    /// The fields of a token that opens ports; its digest is kept alone.
    package static let schema = ObjectSchema<PortToken>(
        "PortToken", blank: { PortToken(name: "", digest: "", createdAt: 0) },
        fields: [
            Field("name", .required, \.name, .portTokenName, "Name of the token."),
            Field("token_hash", \.digest, .line(0...64), default: "", access: .secret, "Digest of the token."),
            Field(
                "allowed_services", \.allowedServices, .list(.serviceName, limit: 100), default: [],
                "Services whose ports it opens; empty = all of its owner."),
            Field(
                "allowed_ports", \.allowedPorts, .list(.integer(1...65_535), limit: 100), default: [],
                "Ports of the host that it opens; empty = all of the services."),
            Field(
                "expires_at", \.expiresAt, .optional(.timestamp), default: nil, access: .readOnly,
                "When it ends; null = never."),
            Field(
                "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
                "Token that owns it; null = admin."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was created."),
        ])
}

extension ValueSchema where Value == String {
    /// The name of a port token: 1 to 128 printable characters without a slash.
    package static var portTokenName: ValueSchema {
        line(1...128).refined { $0.contains("/") ? "a name has no '/'" : nil }
    }
}
