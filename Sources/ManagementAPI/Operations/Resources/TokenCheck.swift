internal import ProxyModel

/// A token that is to be looked at for a resource.
struct TokenCheck: Sendable {
    var token = ""
    var scopes: [String]?

    static let schema = ObjectSchema<TokenCheck>(
        "TokenCheck", blank: { TokenCheck() },
        fields: [
            Field("token", .required, \.token, .line(1...16_384), "The access token."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that it must have."),
        ])

    /// The verdict about what an introspection says.
    func verdict(_ token: JSONObject, uri: String) -> JSONObject {
        guard token["active"] == true else {
            return ["valid": false, "reason": "the token is not valid, has expired, or was revoked"]
        }
        let audience =
            token["aud"]?.stringValue.map { [$0] } ?? token["aud"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard audience.contains(where: { $0 == uri || uri.hasPrefix($0 + "/") || $0 == uri + "/" }) else {
            return ["valid": false, "reason": "the token is for another resource"]
        }
        let granted = (token["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)
        let missing = (scopes ?? []).filter { !granted.contains($0) }
        guard missing.isEmpty else {
            return ["valid": false, "reason": .string("the token lacks " + missing.joined(separator: " "))]
        }
        return ["valid": true, "user_id": token["sub"] ?? .null, "scopes": .texts(granted)]
    }
}
