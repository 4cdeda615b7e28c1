package import ProxyModel

/// An answer of the authorization server.
package struct OAuthResponse: Sendable {
    /// The status code.
    package var status: Int
    /// The fields in their order; a name may be there more than once.
    package var headers: [(name: String, value: String)]
    /// The content.
    package var body: [UInt8]

    /// Makes an answer.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON answer; with `isSecret` nobody may keep it (RFC 6749 §5.1).
    package static func json(_ value: JSONValue, status: Int = 200, isSecret: Bool = true) -> Self {
        var headers = [(name: "Content-Type", value: "application/json")]
        if isSecret {
            headers.append(("Cache-Control", "no-store"))
            headers.append(("Pragma", "no-cache"))
        }
        return Self(status: status, headers: headers, body: value.compactBytes)
    }

    /// The answer of an endpoint that machines call, for an error (RFC 6749 §5.2).
    package static func failure(_ error: OAuthError) -> Self {
        var answer = json(error.json, status: error.status)
        if let challenge = error.challenge { answer.headers.append(("WWW-Authenticate", challenge)) }
        if let seconds = error.retryAfter { answer.headers.append(("Retry-After", "\(seconds)")) }
        return answer
    }

    /// A redirect with 302, or 303 after a form (RFC 9700 §4.12: never 307).
    package static func redirect(to location: String, status: Int = 302) -> Self {
        Self(
            status: status,
            headers: [("Location", location), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")])
    }

    /// What the data plane sends.
    package var local: LocalResponse { LocalResponse(status: status, headers: headers, body: .bytes(body)) }
}
