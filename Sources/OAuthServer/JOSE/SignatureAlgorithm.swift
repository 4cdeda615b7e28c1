/// The signature algorithms that are accepted at all, by their JOSE names (RFC 7518 §3.1, RFC 8037 §3.1).
///
/// There is no `none` and nothing symmetric: what is not here cannot be chosen by a token.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}
