package import ProxyModel

/// The authorization server as operations see it; users are named by their subject (the claim `sub`).
///
/// Everything throws problems in words: 404 for what is not there, 422 for what is not valid, 503 when the store is away.
package protocol AuthorizationServer: Sendable {
    /// Makes an account of the server's own.
    func createUser(_ user: NewUser) async throws(Problem) -> LocalUser

    /// Changes an account: what is nil stays, an empty text removes; a new password or disabling ends all its access.
    func changeUser(_ name: String, _ change: UserChange) async throws(Problem)

    /// Deletes an account with its keys, and ends all its access.
    func deleteUser(_ name: String) async throws(Problem)

    /// Ends all access of everybody who came by an identity provider: sessions, refresh tokens and access tokens.
    func endProvider(_ name: String) async throws(Problem)

    /// Registers a client for an operator; the document of RFC 7591 §3.2.1, with the secret shown this once.
    func registerClient(_ metadata: JSONValue, issuer: String) async throws(Problem) -> JSONObject

    /// The metadata of a client that is known or can be found, nil when there is none or it is disabled.
    ///
    /// Only with `fetching` is a metadata document asked for at its address.
    func clientMetadata(_ id: String, fetching: Bool) async throws(Problem) -> JSONObject?

    /// Forgets or bars a client and ends what it holds.
    func removeClient(_ id: String) async throws(Problem)

    /// Forgets registrations that were disabled for so long, in milliseconds, and registered metadata that nobody uses any
    /// more; what was disabled stays refused.
    ///
    /// With `isDryRun` it only tells what it would forget.
    func pruneClients(disabledFor age: Int64, isDryRun: Bool) async throws(Problem) -> PrunedClients

    /// Ends access before its time, on every node; sessions and refresh tokens of the subject included.
    func end(_ subject: Revocation.Subject) async throws(Problem)

    /// The browser sessions of a user, the last used first.
    func sessions(of subject: String) async throws(Problem) -> [UserSession]

    /// Ends one session; nothing happens when it is not that user's.
    func endSession(_ id: String, of subject: String) async throws(Problem)

    /// What clients hold for a user, the last used first.
    func access(of subject: String) async throws(Problem) -> [ClientAccess]

    /// What a user allowed clients, the newest first.
    func consents(of subject: String) async throws(Problem) -> [GivenConsent]

    /// Takes back what a user allowed a client, and ends what it holds.
    func revokeConsent(client: String, of subject: String) async throws(Problem)

    /// Lets new keys take over: as soon as everybody can know them, or at once where the old ones are compromised, which
    /// ends every token.
    func rotateKeys(isCompromised: Bool) async throws(Problem)

    /// What an access token says (RFC 7662 §2.2); `active` is false for one that is not valid.
    func inspect(token: String) async throws(Problem) -> JSONObject

    /// The users and clients that were seen of late.
    func seen() async throws(Problem) -> (subjects: [String], clients: [String])

    /// The latest decisions, newest first, of all or of one client or user.
    func trace(of party: TraceParty, limit: Int) async throws(Problem) -> [JSONObject]

    /// How often each stage of signing in was passed or refused today (UTC).
    func counters() async throws(Problem) -> [FlowCounter]
}
