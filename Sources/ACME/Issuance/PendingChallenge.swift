package import ProxyModel

/// A challenge that was chosen, with all that is needed to answer it.
package struct PendingChallenge: Sendable, Equatable {
    /// The way in which control is shown.
    package var type: ChallengeType
    /// The name or address, without `*.` also where it is for a wildcard.
    package var identifier: String
    /// Whether it is for the hosts below the identifier.
    package var isWildcard: Bool
    /// The challenge's token; empty for `dns-persist-01`, which has none.
    package var token: String
    /// The token, a dot and the thumbprint of the account's key; empty for `dns-persist-01`.
    package var keyAuthorization: String
    /// Where the authority is told to look.
    package var url: String
    /// Where the authorization is.
    package var authorizationURL: String
    /// The provider that dns challenges go by; nil = none.
    package var provider: String?
    /// The account that a `dns-persist-01` record must name; nil for the other types.
    package var accountURI: String?
    /// The names of which a `dns-persist-01` record must have one.
    package var issuerDomainNames: [String]

    /// Makes a challenge.
    package init(
        type: ChallengeType, identifier: String, isWildcard: Bool = false, token: String, keyAuthorization: String,
        url: String, authorizationURL: String, provider: String? = nil, accountURI: String? = nil,
        issuerDomainNames: [String] = []
    ) {
        self.type = type
        self.identifier = identifier
        self.isWildcard = isWildcard
        self.token = token
        self.keyAuthorization = keyAuthorization
        self.url = url
        self.authorizationURL = authorizationURL
        self.provider = provider
        self.accountURI = accountURI
        self.issuerDomainNames = issuerDomainNames
    }
}
