internal import ProxyCore
package import ProxyModel

/// The authorization server of this installation, and who may sign in.
package struct AuthorizationSettings: Sendable {
    /// Who may register a client.
    package enum Registration: String, Sendable, CaseIterable {
        /// Everybody (RFC 7591 §3, open registration).
        case open
        /// Who holds a token of the management API.
        case token
    }

    /// How long an access token is good for.
    package var accessTokenLifetime = Duration.seconds(30 * 60)
    /// How long a client stays signed in without coming back; each use starts it anew.
    package var refreshTokenLifetime = Duration.seconds(30 * 86_400)
    /// How long a client stays signed in at most, however often it comes back.
    package var refreshAbsoluteLifetime = Duration.seconds(365 * 86_400)
    /// How long a refresh token that was used may come again and gets the same successor, for clients that run
    /// several times at once or lost an answer.
    package var refreshReuseWindow = Duration.seconds(60)
    /// How long a browser stays signed in at most.
    package var sessionLifetime = Duration.seconds(14 * 86_400)
    /// How long a browser stays signed in without being used.
    package var sessionIdleLifetime = Duration.seconds(86_400)
    /// Algorithm of the keys that sign access tokens.
    package var signingAlgorithm = SigningKey.Algorithm.rs256
    /// How long a key that was made here signs before the next one takes over.
    package var keyRotation = Duration.seconds(90 * 86_400)
    /// Base64 of a private key as PEM, which signs instead of generated ones.
    package var privateKey: Secret?
    /// Who may register OAuth clients: "open" is everybody, as MCP clients need it that do not publish their
    /// metadata; "token" is who holds a token of the management API.
    package var registration = Registration.open
    /// User names and e-mail addresses, also as globs.
    package var allowedUsers = ["*"]
    /// Signing in with GitHub.
    package var github = GitHubSettings()
    /// Name of the account that is made while there is none.
    package var firstUser: String?
    /// Password of the first account.
    package var firstUserPassword: Secret?
    /// Origins whose pages may call any MCP server, besides its own.
    package var resourceOrigins = GuardSettings().resourceOrigins
}
