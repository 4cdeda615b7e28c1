extension CertificateIntent {
    /// How many names one certificate may have; no authority takes more.
    package static let domainLimit = 100

    /// The fields of a wanted certificate.
    package static let schema = ObjectSchema<CertificateIntent>(
        "CertificateIntent", blank: { CertificateIntent(name: "", domains: [], createdAt: 0) },
        fields: [
            Field("cert_name", .required, \.name, .certificateName, "Name of the certificate."),
            Field(
                "domains", .required, \.domains, .list(.certificateDomain, limit: domainLimit),
                "Names and addresses that it is to cover; the first is its subject."),
            Field("email", \.email, .optional(.emailAddress), default: nil, "Contact given to the authority."),
            Field(
                "issuers", \.issuers, .list(.issuerReference, limit: 8), default: [],
                "Authorities to ask, in this order; empty = that of the settings."),
            Field("challenge", \.challenge, .choice, default: .auto, "How control of the names is shown."),
            Field(
                "dns_provider", \.dnsProvider, .optional(.line(1...128)), default: nil,
                "Provider that dns challenges go by."),
            Field("key_type", \.keyType, .choice, default: .p256, "The kind of key pair."),
            Field("reuse_key", \.reusesKey, .flag, default: false, "Whether renewals keep the key pair."),
            Field("profile", \.profile, .optional(.line(1...128)), default: nil, "The authority's profile."),
            Field(
                "preferred_chain", \.preferredChain, .optional(.line(1...256)), default: nil,
                "Common name of the root that the chain should end at."),
            Field("staging", \.isStaging, .flag, default: false, "Whether the authority's test system is asked."),
            Field(
                "on_demand", \.isOnDemand, .flag, default: false, access: .readOnly,
                "Whether a handshake brought it about, so that it ends when no more come."),
            Field(
                "renewal_requested_at", \.renewalRequestedAt, .optional(.timestamp), default: nil,
                access: .readOnly, "When a new certificate was asked for by hand."),
            Field(
                "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
                "Token that owns the certificate; null = admin."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was asked for first."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was last changed."),
        ], rules: issues)

    private static func issues(_ intent: CertificateIntent) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        if intent.domains.isEmpty { issues.append(SchemaIssue(pointer: "/domains", detail: "must not be empty")) }
        var seen: Set<String> = []
        for (index, domain) in intent.domains.enumerated() {
            let pointer = "/domains/\(index)"
            if !seen.insert(domain).inserted {
                issues.append(SchemaIssue(pointer: pointer, detail: "'\(domain)' is there twice"))
            }
            if let detail = conflict(domain, intent.challenge) {
                issues.append(SchemaIssue(pointer: pointer, detail: detail))
            }
        }
        if intent.challenge == .dns01, intent.dnsProvider == nil {
            issues.append(SchemaIssue(pointer: "/dns_provider", detail: "is required by the challenge dns-01"))
        }
        return issues
    }

    private static func conflict(_ domain: String, _ challenge: ChallengePreference) -> String? {
        guard let type = ChallengeType(rawValue: challenge.rawValue) else { return nil }
        if domain.hasPrefix("*."), !type.allowsWildcards {
            return "a wildcard cannot be had by \(type.rawValue): it takes dns-01"
        }
        if AddressBlock(domain) != nil, !type.allowsAddresses {
            return "an address cannot be had by \(type.rawValue): it takes http-01 or tls-alpn-01"
        }
        return nil
    }
}

extension ValueSchema where Value == String {
    /// A host name, a wildcard or a single address, in canonical form.
    package static var certificateDomain: ValueSchema {
        ValueSchema(
            ["type": "string", "maxLength": 255, "examples": ["example.com", "*.example.com", "192.0.2.7"]],
            decode: { (json, form) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                if !text.utf8.contains(UInt8(ascii: "/")), let address = AddressBlock(text) {
                    return address.description
                }
                guard text != "*" else { throw SchemaProblem("'*' is not a name that a certificate can have") }
                return try ValueSchema.hostName.decode(json, form)
            }, encode: { value, _ in .string(value) })
    }

    /// An e-mail address, as far as its form can tell.
    package static var emailAddress: ValueSchema {
        line(3...254).refined { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !text.utf8.contains(where: { $0 <= 0x20 || $0 > 0x7E }),
                (try? Hostname(String(parts[1]))) != nil
            else { return "'\(text)' is not an e-mail address" }
            return nil
        }
    }

    /// The name of an issuer, or the URL of a directory.
    package static var issuerReference: ValueSchema {
        line(1...2048).refined { text in
            if text.hasPrefix("https://"), text.utf8.count > "https://".utf8.count { return nil }
            guard !text.contains("://") else { return "the directory of an authority begins with https://" }
            return ValueSchema.isIssuerName(text) ? nil : "'\(text)' is neither the name of an issuer nor a URL"
        }
    }

    /// The name of an issuer: 1 to 64 of `a-z`, `0-9`, `-`.
    package static var issuerName: ValueSchema {
        line(1...64).refined { isIssuerName($0) ? nil : "a name has lower-case letters, digits and '-'" }
    }

    private static func isIssuerName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
    }
}
