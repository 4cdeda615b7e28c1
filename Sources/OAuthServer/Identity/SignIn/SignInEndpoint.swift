/// `GET /signin`: offers the ways to sign in.
package struct SignInEndpoint: OAuthEndpoint {
    private let pages: SignInPages

    /// Makes the endpoint.
    package init(_ pages: SignInPages) { self.pages = pages }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let destination = SignInDestination(request.query)
        let binding = pages.environment.binding(of: request)
        guard let page = try await pages.page(destination, binding: binding, request: request) else {
            await pages.environment.noteSignIn(false, "the authorization is over or another browser's", request)
            return SignInPages.expired()
        }
        return page.response(to: request)
    }
}
