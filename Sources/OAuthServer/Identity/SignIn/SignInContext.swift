/// What the sign-in page has to know of the authorization that it is for.
package struct SignInContext: Sendable, Equatable {
    /// As the client calls itself: a stranger's text, to be escaped.
    package var clientName: String?
    /// The client's guess of the user's name (OpenID Connect Core §3.1.2.1).
    package var loginHint: String?
    /// The identity providers that the resource's proxy offers, `local` among them; nil = all.
    package var providers: [String]?
    /// The origin that the authorization ends at: browsers check it against the policy of the page whose form they sent
    /// first (CSP Level 3 §6.4.1).
    package var formOrigins: [String]

    /// Makes a context.
    package init(
        clientName: String? = nil, loginHint: String? = nil, providers: [String]? = nil, formOrigins: [String] = []
    ) {
        self.clientName = clientName
        self.loginHint = loginHint
        self.providers = providers
        self.formOrigins = formOrigins
    }

    /// Whether a provider may be used for it.
    func offers(_ provider: String) -> Bool { providers?.contains(provider) ?? true }
}
