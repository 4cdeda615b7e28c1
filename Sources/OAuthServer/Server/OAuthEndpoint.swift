/// One endpoint of the authorization server.
package protocol OAuthEndpoint: Sendable {
    /// Answers a request; `issuer` is the origin it came to, one of ours.
    ///
    /// Errors that are thrown are answered as JSON by RFC 6749 §5.2; endpoints for browsers answer with pages instead.
    func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse
}
