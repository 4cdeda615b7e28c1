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

    package var accessTokenLifetime = Duration.seconds(30 * 60)
    package var refreshTokenLifetime = Duration.seconds(30 * 86_400)
    package var refreshAbsoluteLifetime = Duration.seconds(365 * 86_400)
    package var refreshReuseWindow = Duration.seconds(60)
    package var sessionLifetime = Duration.seconds(14 * 86_400)
    package var sessionIdleLifetime = Duration.seconds(86_400)
    package var signingAlgorithm = SigningKey.Algorithm.rs256
    package var keyRotation = Duration.seconds(90 * 86_400)
    /// Base64 of a private key as PEM, which signs instead of generated ones.
    package var privateKey: Secret?
    package var registration = Registration.open
    /// User names and e-mail addresses, also as globs.
    package var allowedUsers = ["*"]
    package var github = GitHubSettings()
    /// Name of the account that is made while there is none.
    package var firstUser: String?
    package var firstUserPassword: Secret?
    /// Origins whose pages may call any MCP server, besides its own.
    package var resourceOrigins = GuardSettings().resourceOrigins
}
