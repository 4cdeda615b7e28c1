internal import Crypto
internal import ProxyModel

/// The check of an ID token (OpenID Connect Core §3.1.3.7).
enum IDToken {
    /// What a token has to be for.
    struct Expectation: Sendable {
        var issuer: String
        var clientID: String
        var nonce: String
        /// Seconds since 1970.
        var now: Int64
    }

    /// No provider takes longer from the sign-in to the token, in seconds.
    private static let oldest: Int64 = 600

    /// Parses a token; `none` and symmetric algorithms are none that could be chosen.
    static func parse(_ text: String) throws(JOSEProblem) -> JWS {
        let token = try JWS(text, algorithms: [.rs256, .es256])
        // Other tokens of the same issuer must not pass for it (RFC 8725 §3.11).
        guard token.type == nil || token.type == "jwt" else { throw .malformed("it is no ID token") }
        return token
    }

    /// Checks the claims of a token whose signature is verified.
    static func check(_ claims: JWTClaims, _ expected: Expectation) throws(JOSEProblem) {
        try claims.check(issuer: expected.issuer, audience: [expected.clientID], now: expected.now)
        guard claims.audience.count == 1 || claims["azp"] != nil else { throw .claim("azp", "is missing") }
        if let party = claims["azp"] {
            guard party.stringValue == expected.clientID else { throw .claim("azp", "names another client") }
        }
        guard let issuedAt = claims.issuedAt else { throw .claim("iat", "is missing") }
        guard expected.now - issuedAt <= oldest else { throw .claim("iat", "is too long ago") }
        guard let nonce = claims["nonce"]?.stringValue, ConstantTime.areEqual(nonce, expected.nonce) else {
            throw .claim("nonce", "is not the one of this sign-in")
        }
        guard let subject = claims.subject, (1...255).contains(subject.utf8.count) else {
            throw .claim("sub", "is missing or too long")
        }
    }

    /// Checks that an access token was issued together with the ID token (§3.1.3.6), where the ID token says so.
    static func check(_ claims: JWTClaims, accessToken: String) throws(JOSEProblem) {
        guard let expected = claims["at_hash"] else { return }
        // Both algorithms that are accepted hash with SHA-256.
        let half = Base64URL.encode(SHA256.hash(data: Array(accessToken.utf8)).prefix(16))
        guard let text = expected.stringValue, ConstantTime.areEqual(text, half) else {
            throw .claim("at_hash", "does not fit the access token")
        }
    }
}
