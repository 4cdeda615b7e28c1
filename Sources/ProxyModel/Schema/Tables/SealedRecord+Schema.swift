extension SealedRecord {
    /// The fields of a shared secret; all of it is secret.
    package static let schema = ObjectSchema<SealedRecord>(
        "SealedRecord", blank: { SealedRecord(name: "", sealed: "", updatedAt: 0) },
        fields: [
            Field("name", .secret, \.name, .line(1...128), "Name of the secret."),
            Field("sealed", .secret, \.sealed, .text(1...262_144), "Base64 of the sealed bytes."),
            Field("updated_at", .secret, \.updatedAt, .timestamp, "When it was changed last."),
        ])
}
