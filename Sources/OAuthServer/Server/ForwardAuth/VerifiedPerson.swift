internal import ProxyModel

/// Who holds a token, as upstreams are told.
struct VerifiedPerson: Equatable {
    let subject: String
    let clientID: String
    let username: String?
    let email: String?
    let name: String?
    let groups: [String]
    /// nil = every scope of the resource.
    let scopes: [String]?

    /// The person of verified claims; nil when they are not those of an access token.
    init?(_ claims: JSONObject) {
        guard let subject = claims["sub"]?.stringValue, !subject.isEmpty,
            let clientID = claims["client_id"]?.stringValue
        else { return nil }
        self.subject = subject
        self.clientID = clientID
        username = claims["username"]?.stringValue
        email = claims["email"]?.stringValue
        name = claims["name"]?.stringValue
        groups = (claims["groups"]?.arrayValue ?? []).compactMap(\.stringValue)
        scopes = (claims["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)
    }

    /// The person of a personal API key.
    init(_ key: APIKey) {
        subject = key.subject
        clientID = "api-key:" + key.id
        username = key.username
        email = key.email
        name = nil
        groups = key.groups
        scopes = key.scopes.isEmpty ? nil : key.scopes
    }

    /// Why the person may not use a resource; nil when they may.
    func refusal(for resource: ProtectedResource, global: [String]) -> OAuthError? {
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

    /// The fields that the upstream gets.
    func fields(for resource: ProtectedResource) -> [(name: String, value: String)] {
        let scopes = (scopes ?? resource.scopes).joined(separator: " ")
        let values = [
            ("User-Id", IdentityValue.text(subject)), ("User-Name", IdentityValue.text(username ?? "")),
            ("User-Email", IdentityValue.text(email ?? "")), ("User-Groups", IdentityValue.list(groups)),
            ("Scopes", IdentityValue.text(scopes)), ("Client-Id", IdentityValue.text(clientID)),
        ]
        return values.filter { !$0.1.isEmpty }.map { (resource.auth.headerPrefix + $0.0, $0.1) }
    }

    /// The document of the answer.
    func json(for resource: ProtectedResource) -> JSONValue {
        var object: JSONObject = ["sub": .string(subject), "client_id": .string(clientID)]
        if let username { object.append("username", .string(username)) }
        if let email { object.append("email", .string(email)) }
        if let name { object.append("name", .string(name)) }
        object.append("groups", .array(groups.map { .string($0) }))
        object.append("scope", .string((scopes ?? resource.scopes).joined(separator: " ")))
        return .object(object)
    }
}
