/// Finds out which client calls an endpoint, and that it is the one.
package protocol ClientAuthentication: Sendable {
    /// The client of a request with credentials in `Authorization: Basic` (both decodings of RFC 6749 §2.3.1), in the
    /// form, or by a signed assertion (RFC 7523 §2.2), whose subject then names the client.
    ///
    /// A public client names itself by `client_id`. Throws `invalid_client` (401, with a `Basic` challenge only if
    /// Basic was used), `invalid_request` for two ways at once.
    func authenticate(_ request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthClient
}
