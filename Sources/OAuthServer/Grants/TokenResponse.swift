package import ProxyModel

/// What a client gets (RFC 6749 §5.1).
package struct TokenResponse: Sendable {
    let accessToken: String
    /// Seconds.
    let expiresIn: Int64
    let refreshToken: String?
    let scopes: [String]
    /// What the token was issued for, for the trace.
    let grant: AuthorizedGrant

    /// The document; the scope is always told, as it may be less than what was asked for.
    package var json: JSONValue {
        var object: JSONObject = [
            "access_token": .string(accessToken), "token_type": "Bearer", "expires_in": .integer(expiresIn),
        ]
        if let refreshToken { object.append("refresh_token", .string(refreshToken)) }
        object.append("scope", .string(scopes.joined(separator: " ")))
        return .object(object)
    }
}
