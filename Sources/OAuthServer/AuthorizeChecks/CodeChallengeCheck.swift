/// Every client proves with S256 that it is the one that asked (RFC 7636 §4.3, OAuth 2.1 §4.1.1).
struct CodeChallengeCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        guard let challenge = try draft.parameters.single("code_challenge") else {
            throw OAuthError(.invalidRequest, "the parameter code_challenge is missing; PKCE is required")
        }
        guard try draft.parameters.single("code_challenge_method") == "S256" else {
            throw OAuthError(.invalidRequest, "the code_challenge_method must be S256")
        }
        guard challenge.utf8.count == 43, challenge.utf8.allSatisfy(Self.isBase64URL) else {
            throw OAuthError(.invalidRequest, "the code_challenge is not the base64url of a SHA-256 digest")
        }
        draft.codeChallenge = challenge
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
