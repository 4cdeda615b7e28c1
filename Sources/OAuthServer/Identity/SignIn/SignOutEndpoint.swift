internal import ProxyModel

/// `GET /signout` asks, `POST /signout` signs the browser out.
package struct SignOutEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let sessions: any BrowserSessions

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, sessions: any BrowserSessions) {
        self.environment = environment
        self.sessions = sessions
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard let session = try await sessions.session(of: request) else {
            return Self.done(headers: [BrowserCookie.session.fieldClearing(for: request)])
        }
        guard request.local.method == "POST" else { return Self.question(session) }
        guard session.isProven(by: request), request.isFromOwnPage else {
            return Self.question(session, status: 403)
        }
        let fields = try await sessions.end(for: request)
        await environment.noteSignIn(true, "signed out", request, subject: session.user.subject)
        return Self.done(headers: fields)
    }

    private static func question(_ session: BrowserSession, status: Int = 200) -> OAuthResponse {
        let notice =
            status == 200
            ? nil : HTML.notice(.error, title: "Please try once more", "<p>The page was open for too long.</p>")
        let form = HTML.form(
            action: "/signout", hidden: [("csrf", session.csrf)],
            HTML.actions(.button("Sign out"), .link("Stay signed in", to: "/account")))
        return Page(
            title: "Sign out?", status: status, username: session.user.username,
            content: """
                \(notice)<p>Applications that you connected stay connected; you can end that on your \
                <a href="/account">account page</a>.</p>
                \(form)
                """
        ).response
    }

    private static func done(headers: [(name: String, value: String)]) -> OAuthResponse {
        Page(
            title: "You are signed out", headers: headers,
            content: "<p>You can close this window.</p>\(HTML.actions(.link("Sign in again", to: "/signin")))"
        ).response
    }
}
