package import ProxyModel

extension AuthorizedGrant {
    /// The grant as short-lived values keep it.
    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "issuer": .string(issuer), "client": .string(clientID),
            "scopes": .array(scopes.map { .string($0) }), "resources": .array(resources.map { .string($0) }),
            "auth_time": .integer(authenticatedAt), "authorized": .integer(authorizedAt),
        ]
        if let user { object.append("user", user.json) }
        if let sessionDigest { object.append("session", .string(sessionDigest)) }
        return .object(object)
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let id = json["id"]?.stringValue, let issuer = json["issuer"]?.stringValue,
            let client = json["client"]?.stringValue, let scopes = json["scopes"]?.arrayValue,
            let resources = json["resources"]?.arrayValue, let time = json["auth_time"]?.integerValue
        else { return nil }
        var user: UserIdentity?
        if let value = json["user"] {
            guard let identity = UserIdentity(json: value) else { return nil }
            user = identity
        }
        self.init(
            id: id, issuer: issuer, clientID: client, user: user, scopes: scopes.compactMap(\.stringValue),
            resources: resources.compactMap(\.stringValue), authenticatedAt: time,
            sessionDigest: json["session"]?.stringValue, authorizedAt: json["authorized"]?.integerValue)
    }
}
