internal import ProxyModel

/// Who holds a token, as upstreams are told.
struct VerifiedPerson: Equatable {
    /// What kind of token told it.
    enum Kind: Equatable {
        case access, session, apiKey
    }

    let kind: Kind
    let subject: String
    /// Empty for a session.
    let clientID: String
    let username: String?
    let email: String?
    let name: String?
    let groups: [String]
    /// nil = every scope of the resource.
    let scopes: [String]?
    /// What the token is for; empty for API keys, which are good for every host.
    let audiences: [String]

    /// The person of verified claims; nil when they are not those of an access token or a session.
    init?(_ claims: JSONObject, kind: Kind) {
        guard let subject = claims["sub"]?.stringValue, !subject.isEmpty,
            let clientID = claims["client_id"]?.stringValue ?? (kind == .session ? "" : nil)
        else { return nil }
        self.kind = kind
        self.subject = subject
        self.clientID = clientID
        username = claims["username"]?.stringValue
        email = claims["email"]?.stringValue
        name = claims["name"]?.stringValue
        groups = (claims["groups"]?.arrayValue ?? []).compactMap(\.stringValue)
        scopes =
            kind == .session ? nil : (claims["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)
        audiences =
            claims["aud"]?.stringValue.map { [$0] } ?? (claims["aud"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// The person of a personal API key.
    init(_ key: APIKey) {
        kind = .apiKey
        subject = key.subject
        clientID = "api-key:" + key.id
        username = key.username
        email = key.email
        name = nil
        groups = key.groups
        scopes = key.scopes.isEmpty ? nil : key.scopes
        audiences = []
    }

    /// Why the person may not use a host of a resource; nil when they may.
    func refusal(for resource: ProtectedResource, host: String, global: [String]) -> OAuthError? {
        guard kind == .apiKey || audiences.contains(where: { isAudience($0, resource, host) }) else {
            return OAuthError(.invalidToken, "the token was issued for another resource")
        }
        if let needed = resource.auth.allowedScopes, let scopes, !needed.contains("*"),
            !needed.contains(where: scopes.contains)
        {
            return OAuthError(.insufficientScope, "the token lacks a scope that is needed")
        }
        let person = AccessList.Person(
            subject: subject, username: username ?? clientID, email: email, groups: groups)
        guard AccessList(resource.auth, global: global).refusal(of: person) == nil else {
            return OAuthError(.accessDenied, "the user may not use this host", status: 403)
        }
        return nil
    }

    /// The audience by the rule of the guard: each path of a host that is a resource as a whole may be asked for as one
    /// of its own.
    private func isAudience(_ audience: String, _ resource: ProtectedResource, _ host: String) -> Bool {
        let address = ResourceURI(audience)
        let others = kind == .access ? resource.auth.allowedAudiences ?? [] : []
        if others.contains(where: { $0 == audience || (address != nil && ResourceURI($0) == address) }) { return true }
        guard let address else { return false }
        if kind == .session { return address.host == host && address.path.isEmpty }
        guard address.host == host || address.host == resource.pattern else { return false }
        return resource.endpoint.isEmpty || address.path == resource.endpoint
    }

    /// The fields that the upstream gets.
    func fields(for resource: ProtectedResource) -> [(name: String, value: String)] {
        let values = [
            ("User-Id", IdentityValue.text(subject)), ("User-Name", IdentityValue.text(username ?? "")),
            ("User-Email", IdentityValue.text(email ?? "")), ("User-Groups", IdentityValue.list(groups)),
            ("Scopes", IdentityValue.text(scopeText(for: resource))), ("Client-Id", IdentityValue.text(clientID)),
        ]
        return values.filter { !$0.1.isEmpty }.map { (resource.auth.headerPrefix + $0.0, $0.1) }
    }

    /// The claims of the signed statement for the upstream; times are in seconds.
    func assertion(for resource: ProtectedResource, at now: Int64, lifetime: Int64) -> JSONObject {
        var claims: JSONObject = [
            "iss": .string(resource.issuer), "sub": .string(subject), "aud": .string(resource.origin),
            "iat": .integer(now), "exp": .integer(now + lifetime),
        ]
        if !clientID.isEmpty { claims.append("client_id", .string(clientID)) }
        if let scopes { claims.append("scope", .string(scopes.joined(separator: " "))) }
        if let username { claims.append("username", .string(username)) }
        if let email { claims.append("email", .string(email)) }
        if let name { claims.append("name", .string(name)) }
        if !groups.isEmpty { claims.append("groups", .array(groups.map { .string($0) })) }
        return claims
    }

    /// The document of the answer.
    func json(for resource: ProtectedResource) -> JSONValue {
        var object: JSONObject = ["sub": .string(subject)]
        if !clientID.isEmpty { object.append("client_id", .string(clientID)) }
        if let username { object.append("username", .string(username)) }
        if let email { object.append("email", .string(email)) }
        if let name { object.append("name", .string(name)) }
        object.append("groups", .array(groups.map { .string($0) }))
        object.append("scope", .string(scopeText(for: resource)))
        return .object(object)
    }

    private func scopeText(for resource: ProtectedResource) -> String {
        let all = resource.metadata?.scopes ?? (resource.auth.allowedScopes ?? []).filter { $0 != "*" }
        return (scopes ?? all).joined(separator: " ")
    }
}
