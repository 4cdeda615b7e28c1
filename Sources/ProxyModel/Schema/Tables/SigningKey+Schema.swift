extension SigningKey {
    /// The fields of a key that signs access tokens; its private part is kept sealed.
    package static let schema = ObjectSchema<SigningKey>(
        "SigningKey",
        blank: {
            SigningKey(kid: "", algorithm: .rs256, publicKey: "", sealedPrivateKey: "", createdAt: 0, activeFrom: 0)
        },
        fields: [
            Field("kid", .readOnly, \.kid, .line(1...128), "The thumbprint of the public key."),
            Field("algorithm", .readOnly, \.algorithm, .choice, "The signature algorithm."),
            Field("public_key", .readOnly, \.publicKey, .line(1...8192), "SubjectPublicKeyInfo in DER, base64url."),
            Field(
                "sealed_private_key", .secret, \.sealedPrivateKey, .line(1...16_384),
                "The private key, sealed, base64url."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was made."),
            Field("active_from", .readOnly, \.activeFrom, .timestamp, "From when it signs."),
            Field(
                "retires_at", \.retiresAt, .optional(.timestamp), default: nil, access: .readOnly,
                "From when it is neither published nor accepted; null = no end is planned."),
        ])
}
