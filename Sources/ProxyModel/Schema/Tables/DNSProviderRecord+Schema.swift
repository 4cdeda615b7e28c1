extension DNSProviderRecord {
    /// The fields of a provider; its credential is kept sealed.
    package static let schema = ObjectSchema<DNSProviderRecord>(
        "DNSProvider",
        blank: { DNSProviderRecord(name: "", kind: .webhook, createdAt: 0) },
        fields: [
            Field("name", .required, \.name, .dnsProviderName, "What certificates call it by."),
            Field("kind", .required, \.kind, .choice, "The way of changing a zone."),
            Field(
                "url", \.url, .optional(.webURL), default: nil,
                "Address of the interface, when it is not the provider's own; webhook needs it."),
            Field(
                "server", \.server, .optional(.nameServer), default: nil,
                "IP address of the name server for updates, with its port unless it is 53 (rfc2136); by default the zone's primary."
            ),
            Field(
                "key_name", \.keyName, .optional(.keyName), default: nil,
                "Name of the TSIG key, as the name server knows it (rfc2136)."),
            Field(
                "key_algorithm", \.keyAlgorithm, .choice, default: .hmacSHA256, "How updates are signed (rfc2136)."),
            Field(
                "access_key_id", \.accessKeyID, .optional(.line(1...128)), default: nil,
                "Identifier of the access key (route53)."),
            Field(
                "hosted_zone_id", \.hostedZoneID, .optional(.line(1...64)), default: nil,
                "The hosted zone (route53); by default the public one of that name."),
            Field(
                "command", \.command, .optional(.hookName), default: nil,
                "Name of a program in the folder of hooks (exec)."),
            Field("ttl", \.ttl, .integer(1...86_400), default: 60, "Seconds that the records may be cached."),
            Field(
                "propagation_timeout", \.propagationTimeout, .integer(0...3600), default: 120,
                "Seconds that records may need to be on all name servers; 0 = nobody looks."),
            Field(
                "sealed_secret", \.sealedSecret, .optional(.line(1...8192)), default: nil, access: .secret,
                "The credential, sealed."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was added."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was last changed."),
        ], rules: { $0.issues })

    /// What the kind needs and what it cannot honour.
    private var issues: [SchemaIssue] {
        var issues: [SchemaIssue] = []
        let needs: [(String, Bool, Kind)] = [
            ("url", url != nil, .webhook), ("access_key_id", accessKeyID != nil, .route53),
            ("command", command != nil, .exec),
        ]
        for (field, isThere, needing) in needs where kind == needing && !isThere {
            issues.append(SchemaIssue(pointer: "/" + field, detail: "is needed for the kind '\(kind.rawValue)'"))
        }
        let belongings: [(String, Bool, [Kind])] = [
            ("url", url != nil, [.cloudflare, .route53, .digitalocean, .hetzner, .webhook]),
            ("server", server != nil, [.rfc2136]), ("key_name", keyName != nil, [.rfc2136]),
            ("key_algorithm", keyAlgorithm != .hmacSHA256, [.rfc2136]),
            ("access_key_id", accessKeyID != nil, [.route53]), ("hosted_zone_id", hostedZoneID != nil, [.route53]),
            ("command", command != nil, [.exec]),
        ]
        for (field, isThere, kinds) in belongings where isThere && !kinds.contains(kind) {
            issues.append(SchemaIssue(pointer: "/" + field, detail: "is not for the kind '\(kind.rawValue)'"))
        }
        return issues
    }
}

extension ValueSchema where Value == String {
    /// The name of a provider of DNS: 1 to 64 of `a-z`, `0-9`, `-`.
    package static var dnsProviderName: ValueSchema {
        line(1...64).refined { text in
            text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
            } ? nil : "a name has lower-case letters, digits and '-'"
        }
    }

    /// An IP address with a port unless it is 53.
    static var nameServer: ValueSchema {
        line(2...64).refined { text in
            SocketEndpoint(text, defaultPort: 53) == nil
                ? "expected an IP address, with a port unless it is 53: '192.0.2.1:5353', '[2001:db8::1]:5353'" : nil
        }
    }

    /// The name of a TSIG key: labels of 1 to 63 visible characters (RFC 8945 §4.2), none of which means more in a zone.
    static var keyName: ValueSchema {
        line(1...253).refined { text in
            let name = text.hasSuffix(".") ? text.dropLast() : text[...]
            let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                (1...63).contains(label.count)
                    && label.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"\";()@"#.utf8.contains($0) }
            }
            return isName ? nil : "the name of a key has labels of 1 to 63 characters, with dots between them"
        }
    }

    /// The name of a program without a folder: letters, digits, `-`, `_` and `.`, not beginning with `.`.
    package static var hookName: ValueSchema {
        line(1...128).refined { text in
            let isName = text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-_.".utf8.contains(byte)
            }
            return isName && !text.hasPrefix(".")
                ? nil : "the name of a program has letters, digits, '-', '_' and '.', and no folder"
        }
    }
}
