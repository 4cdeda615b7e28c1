/// `/jwks`: the public keys that access tokens and identity assertions are verified with (RFC 7517 §5).
package struct KeySetEndpoint: OAuthEndpoint {
    private let keys: SigningKeyRing

    /// Makes the endpoint over the keys in force.
    package init(keys: SigningKeyRing) { self.keys = keys }

    /// A key signs no earlier than 15 minutes after it was published, so a copy of 5 minutes is never too old.
    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let set = keys.keySet
        guard !set.keys.isEmpty else {
            throw OAuthError(.temporarilyUnavailable, "there is no signing key yet; try again", retryAfter: 2)
        }
        var response = OAuthResponse.json(set.json, isSecret: false)
        response.headers.append(("Cache-Control", "public, max-age=300"))
        return response
    }
}
