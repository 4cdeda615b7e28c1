/// `/error`: says in words what an error code means.
///
/// Only registered codes are shown: a text of the address would let anybody put words into this server's mouth.
package struct ErrorEndpoint: OAuthEndpoint {
    /// Makes the endpoint.
    package init() {}

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let code = try request.query.single("error").flatMap(OAuthErrorCode.init(rawValue:))
        return Page(
            title: "This did not work", status: 400,
            content: HTML.notice(.error, title: code.map(Self.words) ?? "The sign-in could not be completed.")
                + "<p>Go back to the application and begin again from there.</p>"
        ).response
    }

    private static func words(_ code: OAuthErrorCode) -> String {
        switch code {
        case .accessDenied: "Access was denied, or you may not use this service with this account."
        case .invalidClient: "The application is not known here; let it register again."
        case .invalidScope: "The application asked for a permission that does not exist."
        case .invalidTarget: "The application asked for a service that is not here."
        case .serverError, .temporarilyUnavailable: "The service is not available right now."
        case .loginRequired, .consentRequired: "The application needs you to sign in again."
        default: "The application sent a request that cannot be understood (\(code.rawValue))."
        }
    }
}
