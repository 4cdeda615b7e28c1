extension ValueSchema where Value == String {
    /// A path that begins with `/`, without white space, controls and fragment.
    package static var path: ValueSchema {
        text(1...2048).refined { text in
            guard text.utf8.first == UInt8(ascii: "/") else { return "a path begins with '/'" }
            return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
                ? nil : "a path has no spaces, no '#' and only printable ASCII; encode other characters as %XX"
        }
    }

    /// A token by RFC 9110 §5.6.2: the name of a header field or of a cookie.
    package static var fieldName: ValueSchema {
        line(1...128).refined { text in
            text.utf8.allSatisfy(HeaderSyntax.isTokenByte) ? nil : "'\(text)' is not a valid name"
        }
    }
}

extension ValueSchema where Value == [Header] {
    /// Header fields as an object of names and values; fields that frame a message or name a hop cannot be set.
    package static var headers: ValueSchema {
        ValueSchema(
            ["type": "object", "additionalProperties": ["type": "string"], "maxProperties": 100],
            decode: { (json, _) throws(SchemaProblem) in
                guard let object = json.objectValue else { throw .expected("an object", json) }
                guard object.members.count <= 100 else { throw SchemaProblem("at most 100 fields are allowed") }
                var headers: [Header] = []
                var issues: [SchemaIssue] = []
                for member in object.members {
                    let isRepeated = headers.contains { $0.name.lowercased() == member.name.lowercased() }
                    if let detail = isRepeated
                        ? "the same field twice" : HeaderSyntax.refusal(of: member.name, member.value)
                    {
                        issues.append(SchemaIssue(detail: detail).nested(under: member.name))
                    } else if let value = member.value.stringValue {
                        headers.append(Header(name: member.name, value: value))
                    }
                }
                guard issues.isEmpty else { throw SchemaProblem(issues) }
                return headers
            },
            encode: { headers, _ in
                .object(JSONObject(members: headers.map { JSONObject.Member(name: $0.name, value: .string($0.value)) }))
            })
    }
}

/// What a header field of the configuration may be.
enum HeaderSyntax {
    /// Framing and hop-by-hop fields, which the proxy alone writes (RFC 9110 §7.6.1, RFC 9112 §6).
    private static let owned: Set<String> = [
        "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
        "te",
        "trailer", "transfer-encoding", "upgrade",
    ]

    static func refusal(of name: String, _ value: JSONValue) -> String? {
        guard !name.isEmpty, name.utf8.count <= 128, name.utf8.allSatisfy(isTokenByte) else {
            return "is not the name of a header field"
        }
        guard !owned.contains(name.lowercased()) else { return "is written by the proxy itself" }
        guard let text = value.stringValue else { return "expected a string, found \(value.typeName)" }
        guard text.utf8.count <= 8192 else { return "at most 8192 bytes are allowed" }
        guard text.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            return "control characters are not allowed"
        }
        guard text.first != " ", text.first != "\t", text.last != " ", text.last != "\t" else {
            return "white space at the beginning or the end is not allowed"
        }
        return nil
    }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
