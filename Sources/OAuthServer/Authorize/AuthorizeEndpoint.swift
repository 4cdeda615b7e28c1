internal import ProxyModel

/// `/authorize` (RFC 6749 §3.1): checks a request, and answers it at once or sends the browser to sign in and to consent.
package struct AuthorizeEndpoint: OAuthEndpoint {
    private let flow: AuthorizationFlow
    private let checks: AuthorizeChecks
    /// The longest request that is taken from a form into an address, in bytes.
    private static let longest = 12_000

    /// Makes the endpoint.
    package init(_ flow: AuthorizationFlow) {
        self.flow = flow
        checks = AuthorizeChecks(clients: flow.clients, resources: flow.environment.resources)
    }

    package func respond(to web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        switch web.local.method {
        case "GET", "HEAD": return await answer(web, web.query, issuer: issuer)
        case "POST": return await answer(web, web.form, issuer: issuer)
        default: return RefusalPage.methodNotAllowed("GET, HEAD, POST")
        }
    }

    private func answer(_ web: OAuthRequest, _ parameters: OAuthParameters, issuer: String) async -> OAuthResponse {
        let request: AuthorizationRequest
        let client: OAuthClient
        do throws(AuthorizationRefusal) {
            (request, client) = try await checks.request(parameters, issuer: issuer)
        } catch {
            await noteRefusal(error, parameters, of: web)
            switch error {
            case .page(let error): return RefusalPage(error).response
            case .redirect(_, let answer):
                return flow.response(to: answer, client: nil, status: status(web))
            }
        }
        // A form that another site sent comes without the cookies that say who is signed in; a link has them.
        if web.local.method == "POST", parameters.encoded.utf8.count <= Self.longest {
            return .redirect(to: "/authorize?" + parameters.encoded, status: 303)
        }
        do throws(OAuthError) {
            return try await proceed(web, request, client)
        } catch {
            await flow.note(.authorize, isAccepted: false, error.detail, request: request, of: web)
            return flow.response(to: flow.refusal(of: request, error), client: client, status: status(web))
        }
    }

    private func proceed(
        _ web: OAuthRequest, _ request: AuthorizationRequest, _ client: OAuthClient
    ) async throws(OAuthError) -> OAuthResponse {
        let session = try await flow.sessions.session(of: web)
        let signsInAgain = request.prompts.contains(.login) || request.prompts.contains(.selectAccount)
        let step = try await flow.step(
            request, client: client, session: session, isAccepted: !signsInAgain,
            resources: try flow.resources(request.resources, issuer: request.issuer))
        if let session, step == .issue {
            let answer = try await flow.approval(of: request, session: session)
            await flow.note(
                .authorize, isAccepted: true,
                client.isTrusted ? "a code was issued; the client is trusted" : "a code was issued; allowed before",
                request: request, user: session.user, of: web)
            return flow.response(to: answer, client: client, status: status(web))
        }
        guard !request.prompts.contains(.none) else { throw Self.silentRefusal(step) }
        return try await begin(web, request, session: session, step)
    }

    private func begin(
        _ web: OAuthRequest, _ request: AuthorizationRequest, session: BrowserSession?, _ step: AuthorizationStep
    ) async throws(OAuthError) -> OAuthResponse {
        let binding = flow.environment.binding(of: web)
        let transaction = try await flow.transactions.begin(
            request, from: web.local.clientAddress, binding: binding, session: session)
        await flow.note(
            .authorize, isAccepted: true,
            step == .signIn ? "the request is valid; the user has to sign in" : "the request is valid",
            request: request, user: session?.user, of: web)
        let path = step == .signIn ? "/signin" : "/authorize/continue"
        var response = OAuthResponse.redirect(to: path + "?transaction=" + transaction.id, status: status(web))
        response.headers.append(binding.field(for: web))
        return response
    }

    /// What a client is told that wanted an answer without a page (OpenID Connect Core §3.1.2.6).
    private static func silentRefusal(_ step: AuthorizationStep) -> OAuthError {
        switch step {
        case .signIn: OAuthError(.loginRequired, "nobody is signed in, and prompt=none allows no sign-in page")
        case .refuse(_, let refusal): OAuthError(.accessDenied, refusal.rawValue)
        case .askConsent, .issue:
            OAuthError(.consentRequired, "the user has not allowed this, and prompt=none allows no consent page")
        }
    }

    private func noteRefusal(
        _ refusal: AuthorizationRefusal, _ parameters: OAuthParameters, of web: OAuthRequest
    ) async {
        await flow.environment.trace.note(
            FlowStep(
                .authorize, isAccepted: false, refusal.error.detail,
                clientID: parameters.all("client_id").first.map { DisplayText.line($0, limit: 500) },
                resource: parameters.all("resource").first.map { DisplayText.line($0, limit: 200) },
                clientAddress: web.local.clientAddress, requestID: web.local.requestID,
                time: flow.environment.now()))
    }

    private func status(_ web: OAuthRequest) -> Int { web.local.method == "POST" ? 303 : 302 }
}
