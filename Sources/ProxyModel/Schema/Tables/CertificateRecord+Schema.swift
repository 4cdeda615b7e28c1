extension CertificateRecord {
    /// The fields of a certificate's record; chain and key are not among them.
    package static let schema = ObjectSchema<CertificateRecord>(
        "Certificate",
        blank: {
            CertificateRecord(
                name: "", domains: [], origin: .upload, keyType: "", issuer: "", serial: "", fingerprint: "",
                notBefore: 0,
                notAfter: 0, createdAt: 0)
        },
        fields: [
            Field("cert_name", .readOnly, \.name, .certificateName, "Name of the certificate."),
            Field("domains", .readOnly, \.domains, .list(.line(1...255)), "Names that the certificate covers."),
            Field("origin", .readOnly, \.origin, .choice, "Where the certificate came from."),
            Field("key_type", .readOnly, \.keyType, .line(), "ecdsa or rsa."),
            Field("issuer", .readOnly, \.issuer, .line(0...4096), "Who signed it."),
            Field("serial", .readOnly, \.serial, .line(), "Serial number, hexadecimal."),
            Field("fingerprint", .readOnly, \.fingerprint, .line(), "sha256: and the digest of the leaf."),
            Field("issued_at", .readOnly, \.notBefore, .timestamp, "Beginning of its validity."),
            Field("expires_at", .readOnly, \.notAfter, .timestamp, "End of its validity."),
            Field(
                "revoked_at", \.revokedAt, .optional(.timestamp), default: nil, access: .readOnly,
                "When it was revoked; null = it was not."),
            Field(
                "revocation_reason", \.revocationReason, .optional(.line()), default: nil, access: .readOnly,
                "Why it was revoked, as RFC 5280 calls it."),
            Field("email", \.email, .optional(.line()), default: nil, access: .readOnly, "Contact given to the CA."),
            Field(
                "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
                "Token that owns the certificate; null = admin."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was stored first."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was stored last."),
        ])
}

extension ValueSchema where Value == String {
    /// The name of a certificate: `A-Za-z0-9_.-`, at most 128 bytes.
    package static var certificateName: ValueSchema {
        ValueSchema.line(1...128).refined { text in
            let isName = text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
            return isName ? nil : "a name has letters, digits, '-', '_' and '.'"
        }
    }
}
