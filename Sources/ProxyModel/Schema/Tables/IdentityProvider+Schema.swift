extension IdentityProvider {
    /// The fields of an identity provider; its secret is kept sealed.
    package static let schema = ObjectSchema<IdentityProvider>(
        "IdentityProvider",
        blank: {
            IdentityProvider(
                name: "", kind: .oidc, label: "", issuer: "", clientID: "", createdAt: 0, updatedAt: 0)
        },
        fields: [
            Field("name", .required, \.name, .providerName, "A word in addresses."),
            Field("kind", .required, \.kind, .choice, "The protocol spoken with it."),
            Field("label", \.label, .line(0...64), default: "", "What the sign-in button says; empty = the name."),
            Field("issuer", .required, \.issuer, .webURL, "The issuer (oidc) or the web origin (github)."),
            Field("api_url", \.apiURL, .optional(.webURL), default: nil, "GitHub's REST interface."),
            Field("client_id", .required, \.clientID, .line(1...512), "What the provider knows this server by."),
            Field(
                "sealed_secret", \.sealedSecret, .optional(.line(1...8192)), default: nil, access: .secret,
                "The client secret, sealed."),
            Field("scopes", \.scopes, .scopes, default: [], "Scopes to ask for; empty = the kind's defaults."),
            Field("groups_claim", \.groupsClaim, .line(1...256), default: "groups", "The claim with the groups."),
            Field("disabled", \.isDisabled, .flag, default: false, "Whether nobody can sign in by it."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When it was added."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When it was last changed."),
        ])
}

extension ValueSchema where Value == String {
    /// The name of an identity provider: 1 to 32 of `a-z`, `0-9`, `-`; `local` is proxyd's own.
    package static var providerName: ValueSchema {
        line(1...32).refined { text in
            let isName = text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
            guard isName else { return "a name has lower-case letters, digits and '-'" }
            return text == "local" ? "the name 'local' is reserved for this server's own accounts" : nil
        }
    }

    /// An `http` or `https` address without user, query and fragment, kept without a slash at its end.
    package static var webURL: ValueSchema {
        let line = line(1...2048)
        return ValueSchema(
            ["type": "string", "format": "uri", "maxLength": 2048],
            decode: { (json, form) throws(SchemaProblem) in
                var text = try line.decode(json, form)
                while text.hasSuffix("/") { text.removeLast() }
                let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
                let rest = text.dropFirst(scheme?.utf8.count ?? 0)
                guard scheme != nil, let first = rest.first, first != "/",
                    rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#"?#@\"<>"#.utf8.contains($0) })
                else { throw SchemaProblem("'\(text)' is not an address such as https://login.example.com") }
                return text
            }, encode: { value, _ in .string(value) })
    }
}
