/// Somebody else's sign-in that users may come by.
package struct IdentityProvider: Sendable, Equatable {
    /// The protocol spoken with it.
    package enum Kind: String, Sendable, CaseIterable {
        /// OAuth 2.0 with GitHub's user, e-mail, organisation and team endpoints.
        case github
        /// OpenID Connect Core 1.0 with discovery.
        case oidc
    }

    /// A word in URLs: 1 to 32 of `a-z`, `0-9`, `-`.
    package var name: String
    /// The protocol spoken with it.
    package var kind: Kind
    /// What the sign-in button says.
    package var label: String
    /// The issuer (`oidc`) or the web origin (`github`, `https://github.com` by default).
    package var issuer: String
    /// `github` only: the origin of the REST interface, `https://api.github.com` by default.
    package var apiURL: String?
    /// What the provider knows this server by.
    package var clientID: String
    /// The client secret, base64url of it sealed for the purpose `identity-provider:<name>`; nil = none.
    package var sealedSecret: String?
    /// Scopes to ask for; empty = the kind's defaults.
    package var scopes: [String]
    /// The claim that lists the user's groups (`oidc`).
    package var groupsClaim: String
    /// Whether nobody can sign in by it.
    package var isDisabled: Bool
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a provider.
    package init(
        name: String, kind: Kind, label: String, issuer: String, apiURL: String? = nil, clientID: String,
        sealedSecret: String? = nil, scopes: [String] = [], groupsClaim: String = "groups", isDisabled: Bool = false,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.name = name
        self.kind = kind
        self.label = label
        self.issuer = issuer
        self.apiURL = apiURL
        self.clientID = clientID
        self.sealedSecret = sealedSecret
        self.scopes = scopes
        self.groupsClaim = groupsClaim
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
