/// Issues authorization codes for grants that a user approved.
package protocol AuthorizationCodes: Sendable {
    /// A code for the grant, good for 60 seconds and one use, bound to the client, the redirect URI as it was in the
    /// request (nil = there was none), and the S256 challenge.
    func issue(
        _ grant: AuthorizedGrant, redirectURI: String?, codeChallenge: String
    ) async throws(OAuthError) -> String
}
