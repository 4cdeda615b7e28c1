extension ACMEChallengeRecord {
    /// The fields of an answer to a challenge.
    package static let schema = ObjectSchema<ACMEChallengeRecord>(
        "ACMEChallenge",
        blank: {
            ACMEChallengeRecord(type: .http01, identifier: "", token: "", keyAuthorization: "", createdAt: 0)
        },
        fields: [
            Field("type", .required, \.type, .choice, "The kind of challenge."),
            Field("identifier", .required, \.identifier, .line(1...255), "The name that control is shown of."),
            Field("token", .required, \.token, .challengeToken, "The challenge's token."),
            Field("key_authorization", .required, \.keyAuthorization, .line(1...2048), "What is answered."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When the challenge was taken up."),
        ])
}

extension ValueSchema where Value == String {
    /// The token of a challenge: base64url, so that it cannot be more than one segment of a path (RFC 8555 §8.3).
    static var challengeToken: ValueSchema {
        line(1...512).refined { text in
            text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            } ? nil : "a token is base64url"
        }
    }
}
