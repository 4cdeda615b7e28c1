internal import ProxyModel

/// What the endpoints of an authorization share: finding out what comes next, and giving the answer.
package struct AuthorizationFlow: Sendable {
    let environment: OAuthEnvironment
    let clients: any ClientDirectory
    let codes: any AuthorizationCodes
    let sessions: any BrowserSessions
    let transactions: AuthorizationTransactions
    let consents: Consents

    /// Makes the flow.
    package init(
        _ environment: OAuthEnvironment, clients: any ClientDirectory, codes: any AuthorizationCodes,
        sessions: any BrowserSessions
    ) {
        self.environment = environment
        self.clients = clients
        self.codes = codes
        self.sessions = sessions
        transactions = AuthorizationTransactions(environment)
        consents = Consents(environment.store)
    }

    /// The client of a request under way; throws when it is gone meanwhile, or may not be answered there any more.
    func client(of request: AuthorizationRequest) async throws(OAuthError) -> OAuthClient {
        guard let client = try await clients.client(request.clientID), client.accepts(redirectURI: request.redirectURI)
        else { throw OAuthError(.invalidClient, "the client is no longer registered here", status: 400) }
        return client
    }

    /// The resources of a request under way; throws when one is gone meanwhile.
    func resources(_ uris: [String], issuer: String) throws(OAuthError) -> [ProtectedResource] {
        var resources: [ProtectedResource] = []
        for uri in uris {
            guard let resource = environment.resources.resource(uri, issuer: issuer) else {
                throw OAuthError(.invalidTarget, "the resource is no longer guarded by this server")
            }
            resources.append(resource)
        }
        return resources
    }

    /// What comes next.
    func step(
        _ request: AuthorizationRequest, client: OAuthClient, session: BrowserSession?, isAccepted: Bool,
        resources: [ProtectedResource]
    ) async throws(OAuthError) -> AuthorizationStep {
        var isRemembered = false
        if let session {
            isRemembered = try await consents.cover(
                Consent(request, client: client, subject: session.user.subject, givenAt: 0))
        }
        return AuthorizationStep.next(
            request, client: client, session: session, isAccepted: isAccepted, resources: resources,
            allowedUsers: environment.settings.allowedUsers, isRemembered: isRemembered)
    }

    /// The answer with a code, for a user who may have it.
    func approval(
        of request: AuthorizationRequest, session: BrowserSession
    ) async throws(OAuthError) -> AuthorizationAnswer {
        let code = try await codes.issue(
            grant(for: request, session: session), redirectURI: request.requestedRedirectURI,
            codeChallenge: request.codeChallenge)
        return AuthorizationAnswer(
            code: code, redirectURI: request.redirectURI, state: request.state, issuer: request.issuer)
    }

    /// The answer with an error.
    func refusal(of request: AuthorizationRequest, _ error: OAuthError) -> AuthorizationAnswer {
        AuthorizationAnswer(error, redirectURI: request.redirectURI, state: request.state, issuer: request.issuer)
    }

    /// Sends the browser where an answer goes; out of band, a page shows it.
    func response(to answer: AuthorizationAnswer, client: OAuthClient?, status: Int) -> OAuthResponse {
        guard answer.redirectURI == RedirectURI.outOfBand else {
            return .redirect(to: answer.location, status: status)
        }
        guard let code = answer.value("code") else {
            return RefusalPage(
                OAuthError(.accessDenied, answer.value("error_description") ?? "the request was refused", status: 403)
            ).response
        }
        return OutOfBandPage(code: code, clientName: client?.name).response
    }

    /// Notes a decision.
    func note(
        _ stage: FlowStep.Stage, isAccepted: Bool, _ reason: String, request: AuthorizationRequest?,
        user: UserIdentity? = nil, of web: OAuthRequest
    ) async {
        await environment.trace.note(
            FlowStep(
                stage, isAccepted: isAccepted, reason, clientID: request?.clientID, subject: user?.subject,
                resource: request?.resources.first, clientAddress: web.local.clientAddress,
                requestID: web.local.requestID, time: environment.now()))
    }

    private func grant(for request: AuthorizationRequest, session: BrowserSession) -> AuthorizedGrant {
        AuthorizedGrant(
            id: environment.token(bytes: 16), issuer: request.issuer, clientID: request.clientID, user: session.user,
            scopes: request.scopes, resources: request.resources, authenticatedAt: session.authenticatedAt,
            sessionDigest: session.digest)
    }
}
