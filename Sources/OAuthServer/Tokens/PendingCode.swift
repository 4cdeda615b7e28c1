internal import ProxyModel

/// What an authorization code stands for until it is redeemed.
struct PendingCode: Sendable, Equatable {
    var grant: AuthorizedGrant
    /// As it was in the authorization request; nil = there was none.
    var redirectURI: String?
    /// By the method S256 (RFC 7636 §4.2).
    var challenge: String

    init(grant: AuthorizedGrant, redirectURI: String?, challenge: String) {
        self.grant = grant
        self.redirectURI = redirectURI
        self.challenge = challenge
    }

    /// The value in the store.
    var bytes: [UInt8] {
        var object: JSONObject = ["v": 1, "grant": grant.json, "challenge": .string(challenge)]
        if let redirectURI { object.append("redirect_uri", .string(redirectURI)) }
        return JSONValue.object(object).compactBytes
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(json: JSONValue) {
        guard let grant = json["grant"].flatMap(AuthorizedGrant.init(json:)),
            let challenge = json["challenge"]?.stringValue
        else { return nil }
        self.init(grant: grant, redirectURI: json["redirect_uri"]?.stringValue, challenge: challenge)
    }
}
