internal import ProxyModel

/// Somebody who is signed in with a browser.
package struct BrowserSession: Sendable, Equatable {
    /// Names the session: SHA-256 of the cookie, lower-case hexadecimal.
    package var digest: String
    /// Who is signed in.
    package var user: UserIdentity
    /// When the user signed in, seconds since 1970.
    package var authenticatedAt: Int64
    /// The token that forms carry in their field `csrf`.
    package var csrf: String
    /// Milliseconds since 1970, exact to a minute.
    package var lastUsedAt: Int64
    /// Where the user signed in from.
    package var clientAddress: String
    /// What the browser called itself at sign-in: a stranger's text, to be escaped; empty when it said nothing.
    package var userAgent: String

    /// Makes a session.
    package init(
        digest: String, user: UserIdentity, authenticatedAt: Int64, csrf: String, lastUsedAt: Int64 = 0,
        clientAddress: String = "", userAgent: String = ""
    ) {
        self.digest = digest
        self.user = user
        self.authenticatedAt = authenticatedAt
        self.csrf = csrf
        self.lastUsedAt = lastUsedAt
        self.clientAddress = clientAddress
        self.userAgent = userAgent
    }

    /// Whether a form carries the session's token.
    package func isProven(by request: OAuthRequest) -> Bool {
        let values = request.form.all("csrf")
        return values.count == 1 && ConstantTime.areEqual(values[0], csrf)
    }

    /// What the store keeps; the digest is the key.
    var bytes: [UInt8] {
        let value: JSONValue = [
            "v": 1, "user": user.json, "authenticated_at": .integer(authenticatedAt), "csrf": .string(csrf),
            "last_used_at": .integer(lastUsedAt), "address": .string(clientAddress), "agent": .string(userAgent),
        ]
        return value.compactBytes
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(digest: String, bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            let user = value["user"].flatMap(UserIdentity.init(json:)),
            let authenticatedAt = value["authenticated_at"]?.integerValue, let csrf = value["csrf"]?.stringValue,
            let lastUsedAt = value["last_used_at"]?.integerValue
        else { return nil }
        self.init(
            digest: digest, user: user, authenticatedAt: authenticatedAt, csrf: csrf, lastUsedAt: lastUsedAt,
            clientAddress: value["address"]?.stringValue ?? "", userAgent: value["agent"]?.stringValue ?? "")
    }
}
