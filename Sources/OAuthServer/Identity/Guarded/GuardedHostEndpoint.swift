internal import ProxyModel

/// `/.proxyd/session` and `/.proxyd/signout` on guarded hosts.
package struct GuardedHostEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let transfers: SessionTransfers
    private let sign: SessionToken.Signer

    /// Makes the endpoint; `sign` signs with the authorization server's key in force.
    package init(_ environment: OAuthEnvironment, sign: @escaping SessionToken.Signer) {
        self.environment = environment
        self.transfers = SessionTransfers(environment: environment)
        self.sign = sign
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard
            let resource = environment.resources.resource(host: PublicOrigins.host(authority: request.local.authority))
        else { throw .notFound("this host is not guarded") }
        switch request.path {
        case ProxySignIn.sessionPath: return try await session(request, resource)
        case ProxySignIn.signOutPath: return signOut(request, resource)
        default: throw .notFound("there is nothing at this path")
        }
    }

    private func session(
        _ request: OAuthRequest, _ resource: ProtectedResource
    ) async throws(OAuthError) -> OAuthResponse {
        guard request.local.method == "GET" else {
            throw OAuthError(.invalidRequest, "this is called with GET", status: 405)
        }
        let target = try request.query.single("return_to").flatMap(ReturnPath.init)?.text ?? "/"
        guard let code = try request.query.single("code") else { return begin(request, resource, target) }
        guard let binding = BrowserBinding(of: request),
            let session = try await transfers.redeem(code, origin: resource.origin, binding: binding)
        else {
            await environment.noteSignIn(
                false, "the code of the sign-in is used up, too old or another browser's", request,
                resource: resource.uri)
            return Self.refused(target)
        }
        let now = environment.now() / 1_000
        let claims = SessionToken.claims(
            session, resource: resource, identifier: environment.token(bytes: 16), now: now)
        let token = try await sign(claims, SessionToken.type)
        var response = OAuthResponse.redirect(to: target)
        response.headers.append(cookie(token, maxAge: SessionToken.lifetime, request, resource))
        return response
    }

    /// Ties the browser to what it begins here, and sends it to the authorization server.
    private func begin(_ request: OAuthRequest, _ resource: ProtectedResource, _ target: String) -> OAuthResponse {
        let binding = environment.binding(of: request)
        let query = OAuthParameters([
            ("host", resource.hostname), ("return_to", target), ("binding", binding.digest),
        ])
        var response = OAuthResponse.redirect(to: resource.issuer + ProxySignIn.path + "?" + query.encoded)
        response.headers.append(binding.field(for: request))
        return response
    }

    /// Removes what this host keeps; the session itself ends at the authorization server, whose page asks first.
    private func signOut(_ request: OAuthRequest, _ resource: ProtectedResource) -> OAuthResponse {
        guard request.local.method == "POST" else {
            let binding = environment.binding(of: request)
            return Page(
                title: "Sign out?", formOrigins: [resource.issuer], headers: [binding.field(for: request)],
                content: HTML.form(
                    action: ProxySignIn.signOutPath, hidden: [("csrf", binding.csrf)],
                    HTML.actions(.button("Sign out"), .link("Stay signed in", to: "/")))
            ).response
        }
        guard let binding = BrowserBinding(of: request), binding.isProven(by: request), request.isFromOwnPage else {
            return .redirect(to: ProxySignIn.signOutPath, status: 303)
        }
        var response = OAuthResponse.redirect(to: resource.issuer + "/signout", status: 303)
        response.headers.append(cookie("", maxAge: 0, request, resource))
        response.headers.append(BrowserCookie.login.fieldClearing(for: request))
        return response
    }

    private func cookie(
        _ value: String, maxAge: Int64, _ request: OAuthRequest, _ resource: ProtectedResource
    ) -> (name: String, value: String) {
        let attributes = "; Path=/; HttpOnly; SameSite=Lax; Max-Age=\(maxAge)"
        let secure = request.local.scheme == "https" ? "; Secure" : ""
        return ("Set-Cookie", resource.auth.cookieName + "=" + value + attributes + secure)
    }

    private static func refused(_ target: String) -> OAuthResponse {
        Page(
            title: "The sign-in did not reach this host", status: 400,
            content: HTML.notice(
                .warning, title: "It took too long, or your browser does not keep cookies of this site",
                "<p>Allow cookies for this site if you have switched them off, and try again.</p>")
                + HTML.actions(.link("Try again", to: target, .primary))
        ).response
    }
}
