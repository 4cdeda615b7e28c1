/// What a user allowed a client once, so that it is not asked again.
package struct GivenConsent: Sendable, Equatable {
    package var clientID: String
    package var subject: String
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
