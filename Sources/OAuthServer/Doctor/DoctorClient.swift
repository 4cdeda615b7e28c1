/// A client that is known, as far as servers can tell it from others.
package struct DoctorClient: Sendable {
    enum Revision: Sendable {
        /// Begins with `initialize`.
        case withSessions
        /// Begins with `server/discover`.
        case withoutSessions
    }

    /// How the client compares the resource of the metadata with the address that was typed.
    enum ResourceRule: Sendable {
        case exact
        /// Of the same origin, with a path that the typed one begins with.
        case parent
    }

    /// A client that publishes its metadata (Client ID Metadata Documents), and the redirect address that it uses then.
    struct Document: Sendable {
        let url: String
        let redirectURI: String
    }

    /// The word by which it is chosen on the command line.
    package let id: String
    /// As people call it.
    package let name: String
    /// Whether its servers connect, from elsewhere on the Internet.
    var isHosted = false
    /// Whether it runs in a browser.
    var isInBrowser = false
    var revision = Revision.withSessions
    /// What it calls itself at the MCP endpoint; nil = as any program.
    var userAgent: String?
    /// What it calls itself at all other addresses; empty for clients that do not say.
    var signInUserAgent: String?
    var registrationName: String
    var redirectURIs: [String]
    /// What it asks for at registration; nil = it names none.
    var authenticationMethod: String? = "none"
    var applicationType: String?
    /// Whether it registers again a second later.
    var registersTwice = false
    var document: Document?
    /// Whether it signs assertions of its own in place of having a secret.
    var signsAssertions = false
    var resourceRule = ResourceRule.exact
    var sendsResource = true

    init(_ id: String, _ name: String, registrationName: String? = nil, redirectURIs: [String]) {
        self.id = id
        self.name = name
        self.registrationName = registrationName ?? name
        self.redirectURIs = redirectURIs
    }
}
