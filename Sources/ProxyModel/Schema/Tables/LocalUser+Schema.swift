extension LocalUser {
    /// The fields of an account; the password is kept as its hash alone.
    package static let schema = ObjectSchema<LocalUser>(
        "User", blank: { LocalUser(name: "", passwordHash: "", createdAt: 0, updatedAt: 0) },
        fields: [
            Field("name", .required, \.name, .userName, "What is typed at sign-in."),
            Field("password_hash", .secret, \.passwordHash, .line(1...512), "Argon2id hash of the password."),
            Field("email", \.email, .optional(.email), default: nil, "E-mail address; allowlists compare it."),
            Field("display_name", \.displayName, .optional(.line(1...128)), default: nil, "Name for people."),
            Field("groups", \.groups, .groups, default: [], "Groups; allowlists compare them."),
            Field("disabled", \.isDisabled, .flag, default: false, "Whether the account cannot sign in."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When the account was made."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When the account was last changed."),
        ])
}

extension ValueSchema where Value == String {
    /// The name of an account: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`, `@`, brought to lower case.
    package static var userName: ValueSchema {
        ValueSchema(
            ["type": "string", "pattern": "^[A-Za-z0-9._@-]{1,64}$"],
            decode: { (json, _) throws(SchemaProblem) in
                guard let text = json.stringValue else { throw .expected("a string", json) }
                let isName = text.utf8.allSatisfy { byte in
                    ".-_@".utf8.contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                }
                guard isName, (1...64).contains(text.utf8.count) else {
                    throw SchemaProblem("a name has 1 to 64 letters, digits, '.', '_', '-' and '@'")
                }
                return text.lowercased()
            }, encode: { value, _ in .string(value) })
    }
}

extension ValueSchema where Value == [String] {
    /// Names of groups.
    package static var groups: ValueSchema { .list(.line(1...256), limit: 1000) }

    /// Scopes of OAuth (RFC 6749 §3.3).
    package static var scopes: ValueSchema { .list(.scope, limit: 200) }
}

extension ValueSchema where Value == String {
    /// One scope: printable ASCII without space, `"` and `\`.
    package static var scope: ValueSchema {
        line(1...256).refined { text in
            text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
                ? nil : "a scope is printable ASCII without spaces, quotes and backslashes"
        }
    }
}
