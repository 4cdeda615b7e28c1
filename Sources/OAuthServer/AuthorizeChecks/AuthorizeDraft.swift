/// What the checks of an authorization request have found so far.
struct AuthorizeDraft {
    let parameters: OAuthParameters
    let issuer: String
    let client: OAuthClient
    let redirectURI: String
    let requestedRedirectURI: String?
    var state: String?
    var codeChallenge = ""
    var resources: [ProtectedResource] = []
    var scopes: [String] = []
    var prompts: Set<Prompt> = []
    var loginHint: String?

    init(
        parameters: OAuthParameters, issuer: String, client: OAuthClient, redirectURI: String,
        requestedRedirectURI: String?
    ) {
        self.parameters = parameters
        self.issuer = issuer
        self.client = client
        self.redirectURI = redirectURI
        self.requestedRedirectURI = requestedRedirectURI
    }

    /// The request that the checks leave.
    var request: AuthorizationRequest {
        AuthorizationRequest(
            issuer: issuer, clientID: client.id, redirectURI: redirectURI, requestedRedirectURI: requestedRedirectURI,
            state: state, codeChallenge: codeChallenge, scopes: scopes, resources: resources.map(\.uri),
            prompts: prompts, loginHint: loginHint)
    }
}
