/// What one client holds for one user.
package struct ClientAccess: Sendable, Equatable {
    package var clientID: String
    package var clientName: String?
    package var subject: String
    package var resources: [String]
    package var scopes: [String]
    /// Milliseconds since 1970.
    package var authorizedAt: Int64
    /// Milliseconds since 1970.
    package var lastUsedAt: Int64
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
