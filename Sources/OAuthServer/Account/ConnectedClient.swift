/// A client that holds access for a user, as the account page shows it.
package struct ConnectedClient: Sendable, Equatable {
    /// The claim `client_id` of its tokens.
    package var clientID: String
    /// As the client calls itself: a stranger's text.
    package var name: String?
    /// The canonical addresses that it has access to.
    package var resources: [String]
    /// What was granted.
    package var scopes: [String]
    /// Milliseconds since 1970.
    package var authorizedAt: Int64
    /// When it last got a token, milliseconds since 1970; 0 = it holds none, and the user's consent is all there is.
    package var lastUsedAt: Int64
    /// Where from.
    package var lastAddress: String?

    /// What is left of a client that was allowed and holds nothing.
    init(_ consent: Consent) {
        self.init(
            clientID: consent.clientID, name: consent.clientName, resources: consent.resources,
            scopes: consent.scopes, authorizedAt: consent.givenAt, lastUsedAt: 0)
    }

    /// Makes an entry.
    package init(
        clientID: String, name: String? = nil, resources: [String], scopes: [String], authorizedAt: Int64,
        lastUsedAt: Int64, lastAddress: String? = nil
    ) {
        self.clientID = clientID
        self.name = name
        self.resources = resources
        self.scopes = scopes
        self.authorizedAt = authorizedAt
        self.lastUsedAt = lastUsedAt
        self.lastAddress = lastAddress
    }
}
