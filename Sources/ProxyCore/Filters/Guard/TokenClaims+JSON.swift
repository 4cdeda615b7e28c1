internal import ProxyModel

extension TokenClaims {
    /// The claims of an access token (RFC 9068 §2.2) or a session; nil when one that is needed is missing or of the
    /// wrong type.
    convenience init?(_ object: JSONObject, kind: Kind, keyID: String) {
        guard let issuer = object["iss"]?.stringValue, let subject = Self.text(object["sub"]),
            let expiresAt = object["exp"]?.integerValue, let issuedAt = object["iat"]?.integerValue,
            let audiences = Self.texts(object["aud"]), !audiences.isEmpty,
            let notBefore = Self.optional(object["nbf"], { $0.integerValue }),
            let scope = Self.optional(object["scope"], { $0.stringValue }),
            let username = Self.optional(object["username"], { $0.stringValue }),
            let email = Self.optional(object["email"], { $0.stringValue }),
            let name = Self.optional(object["name"], { $0.stringValue }),
            let groups = Self.optional(object["groups"], Self.texts)
        else { return nil }
        let tokenID: String?
        let grantID: String?
        var clientID = object["client_id"]?.stringValue
        switch kind {
        case .access:
            tokenID = Self.text(object["jti"])
            grantID = object["grant"]?.stringValue
        case .session, .apiKey:
            grantID = object["sid"]?.stringValue
            tokenID = object["jti"]?.stringValue ?? grantID
            clientID = clientID ?? ""
        }
        guard let tokenID, let clientID else { return nil }
        self.init(
            kind: kind, keyID: keyID, issuer: issuer, subject: subject, clientID: clientID, tokenID: tokenID,
            grantID: grantID,
            scopes: kind == .access ? (scope ?? "").split(separator: " ").map(String.init) : nil,
            audiences: audiences, username: username, email: email, name: name, groups: groups ?? [],
            issuedAt: issuedAt, notBefore: notBefore ?? .min, expiresAt: expiresAt)
    }

    /// What an API key stands for.
    convenience init(_ key: APIKey) {
        self.init(
            kind: .apiKey, keyID: key.id, issuer: "", subject: key.subject, clientID: "api-key:" + key.id,
            tokenID: key.id, scopes: key.scopes.isEmpty ? nil : key.scopes, username: key.username, email: key.email,
            groups: key.groups, issuedAt: key.createdAt / 1000,
            expiresAt: key.expiresAt.map { $0 / 1000 } ?? .max)
    }

    /// Absent, or of the right type: nil in nil for absent, nil for the wrong type.
    private static func optional<Value>(_ json: JSONValue?, _ read: (JSONValue) -> Value?) -> Value?? {
        guard let json, json != .null else { return .some(nil) }
        return read(json).map { .some($0) }
    }

    private static func text(_ json: JSONValue?) -> String? {
        guard let text = json?.stringValue, !text.isEmpty else { return nil }
        return text
    }

    private static func texts(_ json: JSONValue?) -> [String]? {
        if let one = json?.stringValue { return [one] }
        guard let elements = json?.arrayValue else { return nil }
        var texts: [String] = []
        for element in elements {
            guard let text = element.stringValue else { return nil }
            texts.append(text)
        }
        return texts
    }

    private static func texts(_ json: JSONValue) -> [String]? { texts(Optional(json)) }
}
