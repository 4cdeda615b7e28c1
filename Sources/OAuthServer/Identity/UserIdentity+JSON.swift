package import ProxyModel

extension UserIdentity {
    /// The identity as short-lived values keep it.
    package var json: JSONValue {
        var object: JSONObject = [
            "subject": .string(subject), "provider": .string(provider), "username": .string(username),
            "groups": .array(groups.map { .string($0) }),
        ]
        if let email { object.append("email", .string(email)) }
        if let name { object.append("name", .string(name)) }
        return .object(object)
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let subject = json["subject"]?.stringValue, let provider = json["provider"]?.stringValue,
            let username = json["username"]?.stringValue, let groups = json["groups"]?.arrayValue
        else { return nil }
        self.init(
            subject: subject, provider: provider, username: username, email: json["email"]?.stringValue,
            name: json["name"]?.stringValue, groups: groups.compactMap(\.stringValue))
    }
}
