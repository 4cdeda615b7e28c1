extension ClientRecord {
    /// The fields of what is remembered of an OAuth client.
    package static let schema = ObjectSchema<ClientRecord>(
        "ClientRecord", blank: { ClientRecord(id: "", createdAt: 0, updatedAt: 0) },
        fields: [
            Field("client_id", .required, \.id, .line(1...2048), "The client's identifier."),
            Field(
                "metadata", \.metadata, .optional(.objectText), default: nil,
                "Metadata as of RFC 7591; null when the identifier holds it."),
            Field(
                "secret_digest", \.secretDigest, .optional(.sha256), default: nil, access: .secret,
                "SHA-256 of the client's secret."),
            Field(
                "registration_token_digest", \.registrationTokenDigest, .optional(.sha256), default: nil,
                access: .secret, "SHA-256 of the registration access token."),
            Field("trusted", \.isTrusted, .flag, default: false, "Whether no consent is asked for it."),
            Field("disabled", \.isDisabled, .flag, default: false, "Whether it is refused."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it became known."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was last changed."),
        ])
}
