internal import ProxyModel

/// `POST /signin/local`: signs in with an account of proxyd's own.
package struct LocalSignInEndpoint: OAuthEndpoint {
    private let pages: SignInPages
    private let accounts: LocalAccounts

    /// Makes the endpoint.
    package init(_ pages: SignInPages, accounts: LocalAccounts) {
        self.pages = pages
        self.accounts = accounts
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard request.local.method == "POST" else {
            return .redirect(to: SignInDestination(request.query).link("/signin"))
        }
        let environment = pages.environment
        let destination = SignInDestination(request.form)
        let known = BrowserBinding(of: request)
        let binding = known ?? environment.binding(of: request)
        guard var page = try await pages.page(destination, binding: binding, request: request) else {
            await environment.noteSignIn(false, "the authorization is over or another browser's", request)
            return SignInPages.expired()
        }
        let username = try request.form.single("username") ?? ""
        let password = try request.form.single("password") ?? ""
        page.username = username
        guard known?.isProven(by: request) == true, request.isFromOwnPage else {
            await environment.noteSignIn(false, "the form did not come from our sign-in page", request)
            page.failure = SignInPage.Failure(
                status: 403, title: "Please try once more",
                detail: "The page was open for too long, or your browser does not keep cookies of this site.")
            return page.response(to: request)
        }
        guard page.offersAccounts else {
            page.failure = SignInPage.Failure(
                status: 403, title: "That is not offered here", detail: "Choose another way to sign in.")
            return page.response(to: request)
        }
        let user: UserIdentity
        do throws(LocalAccounts.Refusal) {
            user = try await accounts.signIn(
                name: username, password: password, address: request.local.clientAddress)
        } catch {
            page.failure = Self.failure(error)
            await environment.noteSignIn(false, page.failure?.title ?? "", request)
            return page.response(to: request)
        }
        let (session, fields) = try await pages.sessions.start(user, for: request)
        await environment.noteSignIn(true, "name and password are right", request, subject: session.user.subject)
        var response = OAuthResponse.redirect(to: destination.location, status: 303)
        response.headers += fields
        return response
    }

    private static func failure(_ refusal: LocalAccounts.Refusal) -> SignInPage.Failure {
        switch refusal {
        case .failed:
            SignInPage.Failure(
                status: 403, title: "User name or password is wrong",
                detail: "Check both, also capital letters in the password.")
        case .throttled(let seconds):
            SignInPage.Failure(
                status: 429, title: "Too many attempts",
                detail: "Wait \(wait(seconds)) and try again. Nothing is locked.", retryAfter: seconds)
        case .unavailable(let error):
            SignInPage.Failure(
                status: error.status, title: "Signing in is not possible right now",
                detail: "Try again in a moment; your password was not checked.", retryAfter: error.retryAfter)
        }
    }

    private static func wait(_ seconds: Int) -> String {
        guard seconds > 90 else { return seconds == 1 ? "a second" : "\(seconds) seconds" }
        return "\((seconds + 59) / 60) minutes"
    }
}
