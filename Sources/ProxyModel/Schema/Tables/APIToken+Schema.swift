extension APIToken {
    /// The fields of a token; the secret itself is no field.
    package static let schema = ObjectSchema<APIToken>(
        "APIToken", blank: { APIToken(name: "", digest: "", certEmail: "", createdAt: 0) },
        fields: [
            Field("name", .required, \.name, .tokenName, "Name of the token."),
            Field("digest", .secret, \.digest, .sha256, "SHA-256 of the token's text."),
            Field(
                "cert_email", \.certEmail.nilIfEmpty, .optional(.email), default: nil,
                "E-mail address for certificates that the token orders."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When the token was created."),
        ])
}

extension ValueSchema where Value == String {
    /// The superuser, and the words that stand where a token's name does in paths.
    private static var reservedTokenNames: Set<String> { ["admin", "email", "formatted", "generate", "info"] }

    /// The name of a token, which is a segment of a path.
    package static var tokenName: ValueSchema {
        line(1...64).refined { text in
            guard !reservedTokenNames.contains(text.lowercased()) else { return "the name '\(text)' is reserved" }
            let isName = text.utf8.allSatisfy { byte in
                HeaderSyntax.isTokenByte(byte) || byte == UInt8(ascii: "@")
            }
            return isName ? nil : "a name has letters, digits and punctuation, but no spaces and slashes"
        }
    }

    /// One address, recognised by its shape: something, `@`, a host name.
    package static var email: ValueSchema {
        let line = line(3...254)
        return ValueSchema(
            ["type": "string", "format": "email", "maxLength": 254],
            decode: { (json, form) throws(SchemaProblem) in
                let text = try line.decode(json, form)
                let parts = text.split(separator: "@", omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64,
                    text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !#"<>()[],;:\""#.utf8.contains($0) }),
                    (try? Hostname(String(parts[1]))) != nil
                else { throw SchemaProblem("'\(text)' is not an e-mail address") }
                return text
            }, encode: { value, _ in .string(value) })
    }

    /// 64 lower-case hexadecimal digits.
    static var sha256: ValueSchema {
        line(64...64).refined { text in
            text.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase } ? nil : "is not a SHA-256 digest"
        }
    }
}
