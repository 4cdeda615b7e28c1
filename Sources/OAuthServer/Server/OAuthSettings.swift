package import ProxyModel

/// The settings of the authorization server; times are in milliseconds.
package struct OAuthSettings: Sendable {
    /// How long an access token is good for.
    package var accessTokenLifetime: Int64 = 30 * 60_000
    /// Sliding: each use prolongs it.
    package var refreshTokenLifetime: Int64 = 30 * 86_400_000
    /// Not prolonged by any use: then the user signs in again.
    package var refreshAbsoluteLifetime: Int64 = 365 * 86_400_000
    /// How long a refresh token that was used may come again and get the same successor.
    package var refreshReuseWindow: Int64 = 60_000
    /// How long a code waits to be redeemed.
    package var authorizationCodeLifetime: Int64 = 60_000
    /// How long a browser stays signed in without being used.
    package var sessionIdleLifetime: Int64 = 24 * 3_600_000
    /// How long a browser stays signed in at most.
    package var sessionLifetime: Int64 = 14 * 86_400_000
    /// How long a device waits for its user.
    package var deviceCodeLifetime: Int64 = 600_000
    /// What new keys sign access tokens by.
    package var signingAlgorithm = SigningKey.Algorithm.rs256
    /// How long a key signs before the next one takes over.
    package var keyRotation: Int64 = 90 * 86_400_000
    /// A PKCS#8 or PKCS#1 private key that operators bring along, PEM.
    package var configuredPrivateKeyPEM: [UInt8]?
    /// Whether anybody may register a client; else a token of the management API is needed.
    package var registrationIsOpen = true
    /// Who may sign in where a proxy does not say it: e-mails or user names, globs; ["*"] = everybody.
    package var allowedUsers = ["*"]
    /// Identity providers that the settings name, GitHub for instance; one of the configuration with the same name counts
    /// instead.
    package var identityProviders: [SignInProvider] = []
    /// The path that browsers come back to from the provider named `github`, also one of the configuration; nil = as for
    /// all others.
    package var gitHubCallbackPath: String?
    /// The port that clients see for HTTPS, part of origins when it is not 443.
    package var publicHTTPSPort = 443

    /// Every default.
    package init() {}
}
