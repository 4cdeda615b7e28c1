/// What a user allowed a client once, so that it is not asked again.
package struct GivenConsent: Sendable, Equatable {
    /// The client that was allowed.
    package var clientID: String
    /// The user, by the claim `sub`.
    package var subject: String
    /// What was allowed.
    package var scopes: [String]
    /// Milliseconds since 1970.
    package var givenAt: Int64

    /// Makes an entry.
    package init(clientID: String, subject: String, scopes: [String], givenAt: Int64) {
        self.clientID = clientID
        self.subject = subject
        self.scopes = scopes
        self.givenAt = givenAt
    }
}
