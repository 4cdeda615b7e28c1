package import ProxyModel

/// An identity provider that can be used now, with the secret that proxyd proves itself with there.
package struct SignInProvider: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What GitHub is called here, be it of the settings or of the configuration; no other kind of provider is.
    package static let gitHubName = "github"

    /// What is configured of it.
    package var record: IdentityProvider
    /// The client secret, opened; nil for a public client.
    package var secret: String?
    /// The path that browsers come back to when it is another one than `/signin/NAME/callback`; no two providers may
    /// share it (RFC 9700 §4.4.2.2).
    package var callbackPath: String?

    /// Makes a provider; `secret` is the client secret, nil = none.
    package init(_ record: IdentityProvider, secret: String?, callbackPath: String? = nil) {
        self.record = record
        self.secret = secret
        self.callbackPath = callbackPath
    }

    /// What the button says.
    package var label: String { record.label.isEmpty ? record.name : record.label }

    package var description: String { "identity provider \(record.name)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": record.name]) }

    /// GitHub with an OAuth app of the settings.
    package static func gitHub(
        clientID: String, secret: String, origin: String = "https://github.com",
        apiURL: String = "https://api.github.com"
    ) -> SignInProvider {
        SignInProvider(
            IdentityProvider(
                name: gitHubName, kind: .github, label: "GitHub", issuer: origin, apiURL: apiURL, clientID: clientID,
                createdAt: 0, updatedAt: 0), secret: secret)
    }
}
