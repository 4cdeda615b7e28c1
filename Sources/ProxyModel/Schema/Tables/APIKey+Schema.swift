extension APIKey {
    /// The fields of a personal API key; the key itself is no field.
    package static let schema = ObjectSchema<APIKey>(
        "APIKey",
        blank: { APIKey(id: "", digest: "", label: "", subject: "", username: "", createdAt: 0) },
        fields: [
            Field("id", .readOnly, \.id, .apiKeyIdentifier, "The public part of the key."),
            Field("digest", .secret, \.digest, .sha256, "SHA-256 of the key's text."),
            Field("label", .required, \.label, .line(1...128), "What its user calls it."),
            Field("subject", .required, \.subject, .line(1...512), "Whose it is, as in the claim sub."),
            Field("username", .required, \.username, .line(1...256), "The user's name."),
            Field("email", \.email, .optional(.line(1...254)), default: nil, "The user's e-mail address."),
            Field("groups", \.groups, .groups, default: [], "The user's groups."),
            Field("scopes", \.scopes, .scopes, default: [], "What it allows."),
            Field("expires_at", \.expiresAt, .optional(.timestamp), default: nil, "When it ends; null = never."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was made."),
        ])
}

extension ValueSchema where Value == String {
    /// 10 of `a-z0-9`.
    static var apiKeyIdentifier: ValueSchema {
        line(10...10).refined { text in
            text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            } ? nil : "an identifier has 10 lower-case letters and digits"
        }
    }
}
