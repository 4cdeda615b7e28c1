/// What one client holds for one user.
package struct ClientAccess: Sendable, Equatable {
    /// The claim `client_id` of its tokens.
    package var clientID: String
    /// As the client calls itself: a stranger's text.
    package var clientName: String?
    /// The user, by the claim `sub`.
    package var subject: String
    /// The canonical addresses that it has access to.
    package var resources: [String]
    /// What was granted.
    package var scopes: [String]
    /// Milliseconds since 1970.
    package var authorizedAt: Int64
    /// Milliseconds since 1970.
    package var lastUsedAt: Int64
    /// Where its last request came from; nil when that is not known.
    package var lastAddress: String?

    /// Makes an entry.
    package init(
        clientID: String, clientName: String?, subject: String, resources: [String], scopes: [String],
        authorizedAt: Int64, lastUsedAt: Int64, lastAddress: String?
    ) {
        self.clientID = clientID
        self.clientName = clientName
        self.subject = subject
        self.resources = resources
        self.scopes = scopes
        self.authorizedAt = authorizedAt
        self.lastUsedAt = lastUsedAt
        self.lastAddress = lastAddress
    }
}
