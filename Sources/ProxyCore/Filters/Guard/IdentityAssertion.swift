internal import ProxyModel
internal import Reactor

/// The signed statement of who asks, for upstreams that do not want to rely on fields alone: a short-lived JWT (RFC 7519)
/// that `/jwks` verifies.
struct IdentityAssertion {
    private let signer: SignatureSigner
    private let header: String

    /// Signs with a key that is published under `kid`.
    init(_ signer: SignatureSigner, kid: String) {
        self.signer = signer
        let header: JSONValue = ["alg": "ES256", "kid": .string(kid), "typ": "assertion+jwt"]
        self.header = Base64URL.encode(header.compactBytes)
    }

    /// A statement about the owner of a token, for the host with an origin; nil when it cannot be signed.
    func make(_ claims: TokenClaims, issuer: String, origin: String, at now: Int64, lifetime: Int64) -> [UInt8]? {
        var object: JSONObject = [
            "iss": .string(issuer), "sub": .string(claims.subject), "aud": .string(origin),
            "iat": .integer(now), "exp": .integer(now + lifetime),
        ]
        if !claims.clientID.isEmpty { object.append("client_id", .string(claims.clientID)) }
        if let scopes = claims.scopes { object.append("scope", .string(scopes.joined(separator: " "))) }
        if let username = claims.username { object.append("username", .string(username)) }
        if let email = claims.email { object.append("email", .string(email)) }
        if let name = claims.name { object.append("name", .string(name)) }
        if !claims.groups.isEmpty { object.append("groups", .array(claims.groups.map { .string($0) })) }
        let message = self.header + "." + Base64URL.encode(JSONValue.object(object).compactBytes)
        let bytes = Array(message.utf8)
        guard let signature = self.signer.signature(of: bytes.span) else { return nil }
        return bytes + Array(("." + Base64URL.encode(signature)).utf8)
    }
}
