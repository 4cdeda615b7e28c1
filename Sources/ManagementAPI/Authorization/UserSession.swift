/// A browser that a user is signed in with.
package struct UserSession: Sendable, Equatable {
    /// The digest of the cookie: names the session, and is worth nothing to a thief.
    package var id: String
    /// The user, by the claim `sub`.
    package var subject: String
    /// What was typed at sign-in, or the provider's name for the user.
    package var username: String
    /// `local`, or the name of an identity provider.
    package var provider: String
    /// Where the user signed in from.
    package var clientAddress: String
    /// What the browser says it is: a stranger's text.
    package var userAgent: String
    /// Seconds since 1970.
    package var authenticatedAt: Int64
    /// Milliseconds since 1970.
    package var lastUsedAt: Int64

    /// Makes an entry.
    package init(
        id: String, subject: String, username: String, provider: String, clientAddress: String, userAgent: String,
        authenticatedAt: Int64, lastUsedAt: Int64
    ) {
        self.id = id
        self.subject = subject
        self.username = username
        self.provider = provider
        self.clientAddress = clientAddress
        self.userAgent = userAgent
        self.authenticatedAt = authenticatedAt
        self.lastUsedAt = lastUsedAt
    }
}
