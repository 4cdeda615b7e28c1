package import ProxyModel

/// An error of the protocol, as clients are told of it.
package struct OAuthError: Error, Sendable, Equatable {
    /// The registered code that clients act upon.
    package var code: OAuthErrorCode
    /// For developers, printable ASCII without `"` and `\`; never a secret, never a text of the client's.
    package var detail: String
    /// The status where it is not the code's own.
    package var statusOverride: Int?
    /// The value of `WWW-Authenticate`.
    package var challenge: String?
    /// Seconds.
    package var retryAfter: Int?

    /// Makes an error.
    package init(
        _ code: OAuthErrorCode, _ detail: String, status: Int? = nil, challenge: String? = nil, retryAfter: Int? = nil
    ) {
        self.code = code
        self.detail = detail
        self.statusOverride = status
        self.challenge = challenge
        self.retryAfter = retryAfter
    }

    /// The error that a failure of the store becomes.
    package init(_ failure: StoreFailure) {
        self.init(.temporarilyUnavailable, "the store cannot be reached; try again", retryAfter: 2)
    }

    /// The status code: the one of the code, unless the place of the error asks for another.
    package var status: Int { statusOverride ?? code.status }

    /// The document of RFC 6749 §5.2.
    package var json: JSONValue {
        ["error": .string(code.rawValue), "error_description": .string(detail)]
    }
}
