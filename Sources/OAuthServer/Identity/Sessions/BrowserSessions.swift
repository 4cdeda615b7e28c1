/// The sessions of browsers that are signed in at the authorization server.
package protocol BrowserSessions: Sendable {
    /// The session of the browser that sends a request; nil when it is not signed in (any more).
    ///
    /// Using a session prolongs it up to its absolute lifetime. Throws `temporarily_unavailable` when the store is away.
    func session(of request: OAuthRequest) async throws(OAuthError) -> BrowserSession?

    /// Signs a user in with a new identifier, and ends the session that the browser had: an identifier that somebody
    /// slipped in before is worth nothing.
    ///
    /// The fields are for the answer.
    func start(
        _ user: UserIdentity, for request: OAuthRequest
    ) async throws(OAuthError) -> (session: BrowserSession, fields: [(name: String, value: String)])

    /// Signs the browser out that sends a request; the fields for the answer remove what it keeps.
    func end(for request: OAuthRequest) async throws(OAuthError) -> [(name: String, value: String)]

    /// The sessions of a user, the last used first.
    func sessions(subject: String) async throws(OAuthError) -> [BrowserSession]

    /// Ends one session of a user; nothing happens when it is not that user's.
    func revoke(digest: String, subject: String) async throws(OAuthError)

    /// Ends every session of a user.
    func revokeAll(subject: String) async throws(OAuthError)
}
