internal import ProxyModel

/// `GET /proxy-signin`: signs a browser in for a guarded host, if the user is admitted there.
package struct ProxySignInEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let sessions: any BrowserSessions
    private let transfers: SessionTransfers

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, sessions: any BrowserSessions) {
        self.environment = environment
        self.sessions = sessions
        self.transfers = SessionTransfers(environment: environment)
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let host = try request.query.required("host")
        guard let resource = environment.resources.resource(host: host), resource.issuer == issuer,
            resource.auth.mode != .forward
        else { throw OAuthError(.invalidRequest, "browsers are not signed in here for the host that is named") }
        let path = try request.query.single("return_to").flatMap(ReturnPath.init) ?? ReturnPath("/")
        let target = path?.text ?? "/"
        guard let binding = try request.query.single("binding") else {
            return .redirect(to: Self.address(resource, [("return_to", target)]))
        }
        guard binding.utf8.count == 64, binding.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw OAuthError(.invalidRequest, "the parameter binding is not one of ours")
        }
        guard let session = try await sessions.session(of: request) else {
            let back = OAuthParameters([("host", host), ("return_to", target), ("binding", binding)])
            let destination = SignInDestination(
                OAuthParameters([("return_to", ProxySignIn.path + "?" + back.encoded)]))
            return .redirect(to: destination.link("/signin"))
        }
        let person = AccessList.Person(
            subject: session.user.subject, username: session.user.username, email: session.user.email,
            groups: session.user.groups)
        let list = AccessList(resource.auth, global: environment.settings.allowedUsers)
        if let refusal = list.refusal(of: person) {
            await environment.noteSignIn(
                false, refusal.rawValue, request, subject: session.user.subject, resource: resource.uri)
            return Self.refused(session, host: resource.hostname, refusal, back: request.local.target)
        }
        let code = try await transfers.issue(session, origin: resource.origin, binding: binding)
        await environment.noteSignIn(
            true, "admitted to the host", request, subject: session.user.subject, resource: resource.uri)
        return .redirect(to: Self.address(resource, [("code", code), ("return_to", target)]))
    }

    private static func address(_ resource: ProtectedResource, _ query: [(name: String, value: String)]) -> String {
        resource.origin + ProxySignIn.sessionPath + "?" + OAuthParameters(query).encoded
    }

    private static func refused(
        _ session: BrowserSession, host: String, _ refusal: AccessList.Refusal, back: String
    ) -> OAuthResponse {
        let again = SignInDestination(OAuthParameters([("return_to", back)])).link("/signin")
        return Page(
            title: "You may not use \(host)", status: 403, username: session.user.username,
            content: HTML.notice(
                .error, title: "You are signed in, but \(refusal.rawValue) of this host",
                "<p>Ask its operator to admit you, or sign in as somebody else.</p>")
                + HTML.actions(.link("Sign in as somebody else", to: again, .primary))
        ).response
    }
}
