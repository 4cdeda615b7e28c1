extension CertificateIssuer {
    /// The fields of an authority; the external account's key is kept sealed.
    package static let schema = ObjectSchema<CertificateIssuer>(
        "CertificateIssuer",
        blank: { CertificateIssuer(name: "", directoryURL: "", createdAt: 0, updatedAt: 0) },
        fields: [
            Field("name", .required, \.name, .issuerName, "What certificates call it by."),
            Field("directory_url", .required, \.directoryURL, .directoryURL, "Where its directory is."),
            Field(
                "staging_url", \.stagingURL, .optional(.directoryURL), default: nil,
                "The directory of its test system."),
            Field(
                "eab_key_id", \.eabKeyID, .optional(.line(1...1024)), default: nil,
                "Key identifier of the external account."),
            Field(
                "sealed_eab_key", \.sealedEABKey, .optional(.line(1...8192)), default: nil, access: .secret,
                "The external account's key, sealed."),
            Field("profile", \.profile, .optional(.line(1...128)), default: nil, "The profile to ask for."),
            Field(
                "preferred_chain", \.preferredChain, .optional(.line(1...256)), default: nil,
                "Common name of the root that the chain should end at."),
            Field(
                "ca_pem", \.caPEM, .optional(.text(1...262_144)), default: nil,
                "PEM of the authorities that connections to it are verified by; null = those of the settings."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was added."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was last changed."),
        ])
}

extension ValueSchema where Value == String {
    /// The address of an ACME directory; ACME is spoken over https alone (RFC 8555 §6.1).
    package static var directoryURL: ValueSchema {
        line(9...2048).refined { text in
            let rest = text.hasPrefix("https://") ? text.dropFirst("https://".count) : ""
            guard let first = rest.first, first != "/",
                rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#"#@\"<>"#.utf8.contains($0) })
            else { return "'\(text)' is not an address such as https://acme.example.com/directory" }
            return nil
        }
    }
}
