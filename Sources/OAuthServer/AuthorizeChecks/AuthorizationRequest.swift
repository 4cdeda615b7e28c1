internal import ProxyModel

/// An authorization request that passed every check.
package struct AuthorizationRequest: Sendable, Equatable {
    /// The issuer that it came to.
    package var issuer: String
    /// The client that asks.
    package var clientID: String
    /// Where the answer goes.
    package var redirectURI: String
    /// The address as it was in the request; nil when there was none, and the only registered one counts.
    package var requestedRedirectURI: String?
    /// To be returned as it is.
    package var state: String?
    /// SHA-256 of the verifier, 43 characters (RFC 7636 §4.2).
    package var codeChallenge: String
    /// What it asks for, of what the resources know.
    package var scopes: [String]
    /// The canonical addresses of the resources; at least one.
    package var resources: [String]
    /// What the client wants the user to be asked (OpenID Connect Core §3.1.2.1).
    package var prompts: Set<Prompt>
    /// Who probably signs in: a client's text.
    package var loginHint: String?

    /// Makes a request.
    package init(
        issuer: String, clientID: String, redirectURI: String, requestedRedirectURI: String? = nil,
        state: String? = nil, codeChallenge: String, scopes: [String], resources: [String],
        prompts: Set<Prompt> = [], loginHint: String? = nil
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.requestedRedirectURI = requestedRedirectURI
        self.state = state
        self.codeChallenge = codeChallenge
        self.scopes = scopes
        self.resources = resources
        self.prompts = prompts
        self.loginHint = loginHint
    }

    /// The request as short-lived values keep it.
    var json: JSONValue {
        var object: JSONObject = [
            "issuer": .string(issuer), "client_id": .string(clientID), "redirect_uri": .string(redirectURI),
            "code_challenge": .string(codeChallenge), "scopes": .array(scopes.map { .string($0) }),
            "resources": .array(resources.map { .string($0) }),
            "prompts": .array(prompts.map(\.rawValue).sorted().map { .string($0) }),
        ]
        if let requestedRedirectURI { object.append("requested_redirect_uri", .string(requestedRedirectURI)) }
        if let state { object.append("state", .string(state)) }
        if let loginHint { object.append("login_hint", .string(loginHint)) }
        return .object(object)
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(json: JSONValue) {
        guard let issuer = json["issuer"]?.stringValue, let clientID = json["client_id"]?.stringValue,
            let redirectURI = json["redirect_uri"]?.stringValue,
            let codeChallenge = json["code_challenge"]?.stringValue, let scopes = json["scopes"]?.arrayValue,
            let resources = json["resources"]?.arrayValue, let prompts = json["prompts"]?.arrayValue
        else { return nil }
        self.init(
            issuer: issuer, clientID: clientID, redirectURI: redirectURI,
            requestedRedirectURI: json["requested_redirect_uri"]?.stringValue, state: json["state"]?.stringValue,
            codeChallenge: codeChallenge, scopes: scopes.compactMap(\.stringValue),
            resources: resources.compactMap(\.stringValue),
            prompts: Set(prompts.compactMap(\.stringValue).compactMap(Prompt.init)),
            loginHint: json["login_hint"]?.stringValue)
    }
}
