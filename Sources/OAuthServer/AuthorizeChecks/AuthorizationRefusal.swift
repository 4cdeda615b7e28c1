/// Why an authorization request is refused, and who is told.
package enum AuthorizationRefusal: Error, Sendable, Equatable {
    /// The user: the client or its redirect URI is not sure, and so nothing may be sent there (RFC 6749 §4.1.2.1).
    case page(OAuthError)
    /// The client.
    case redirect(OAuthError, AuthorizationAnswer)

    /// The error itself.
    package var error: OAuthError {
        switch self {
        case .page(let error), .redirect(let error, _): error
        }
    }
}
