/// The clients that hold access for users.
package protocol ConnectedClients: Sendable {
    /// The clients of a user (the claim `sub`), one entry for each, the last used first.
    func clients(of subject: String) async throws(OAuthError) -> [ConnectedClient]

    /// Ends all that a client holds for a user, access tokens included, on every node.
    func revoke(client: String, of subject: String) async throws(OAuthError)
}
