/// What was authorized: the substance of codes, refresh families and access tokens.
package struct AuthorizedGrant: Sendable, Equatable {
    /// Names the authorization: 128 random bits, base64url; the claim `grant`.
    package var id: String
    /// The issuer that the user was at, `https://host`.
    package var issuer: String
    /// The client that was authorized.
    package var clientID: String
    /// nil for a client that acts for itself.
    package var user: UserIdentity?
    /// What was granted; the claim `scope`.
    package var scopes: [String]
    /// The canonical addresses of the resources; at least one.
    package var resources: [String]
    /// When the user signed in, seconds since 1970.
    package var authenticatedAt: Int64
    /// The browser session that it came of, by digest.
    package var sessionDigest: String?
    /// When it was allowed, seconds since 1970: later than any earlier end of what the client held.
    package var authorizedAt: Int64

    /// Makes a grant; without `authorizedAt` it was allowed when the user signed in.
    package init(
        id: String, issuer: String, clientID: String, user: UserIdentity?, scopes: [String], resources: [String],
        authenticatedAt: Int64, sessionDigest: String? = nil, authorizedAt: Int64? = nil
    ) {
        self.id = id
        self.issuer = issuer
        self.clientID = clientID
        self.user = user
        self.scopes = scopes
        self.resources = resources
        self.authenticatedAt = authenticatedAt
        self.sessionDigest = sessionDigest
        self.authorizedAt = authorizedAt ?? authenticatedAt
    }
}
