/// A browser that a user is signed in with.
package struct UserSession: Sendable, Equatable {
    package var id: String
    package var subject: String
    package var username: String
    package var provider: String
    package var clientAddress: String
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
