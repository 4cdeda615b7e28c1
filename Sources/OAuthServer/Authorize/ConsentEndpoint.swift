internal import ProxyModel

/// `/consent`: takes the user's decision on an authorization request.
///
/// The same form sent twice leads to the same place: the first decision stands.
package struct ConsentEndpoint: OAuthEndpoint {
    private let flow: AuthorizationFlow

    /// Makes the endpoint.
    package init(_ flow: AuthorizationFlow) { self.flow = flow }

    package func respond(to web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard web.local.method == "POST" else { return RefusalPage.methodNotAllowed("POST") }
        do throws(OAuthError) {
            guard web.isFromOwnPage else { throw Self.foreign }
            guard
                let transaction = try await flow.transactions.transaction(
                    web.form.single("transaction") ?? "", for: web), transaction.request.issuer == issuer
            else { return RefusalPage.ended.response }
            if let answer = flow.transactions.answer(of: transaction) {
                let client = try? await flow.client(of: transaction.request)
                return flow.response(to: answer, client: client, status: 303)
            }
            guard let session = try await flow.sessions.session(of: web), transaction.accepts(session) else {
                return .redirect(to: "/signin?transaction=" + transaction.id, status: 303)
            }
            guard let csrf = try web.form.single("csrf"), ConstantTime.areEqual(csrf, transaction.csrf(session)) else {
                throw Self.foreign
            }
            return try await decide(web, transaction, session)
        } catch {
            await flow.note(.consent, isAccepted: false, error.detail, request: nil, of: web)
            return RefusalPage(error).response
        }
    }

    private func decide(
        _ web: OAuthRequest, _ transaction: AuthorizationTransaction, _ session: BrowserSession
    ) async throws(OAuthError) -> OAuthResponse {
        switch try web.form.single("decision") {
        case "approve":
            return try await approve(web, transaction, session)
        case "deny":
            let error = OAuthError(.accessDenied, "the user denied the request")
            await flow.note(
                .consent, isAccepted: false, error.detail, request: transaction.request, user: session.user, of: web)
            return try await settle(transaction, flow.refusal(of: transaction.request, error), client: nil)
        case "switch":
            var response = OAuthResponse.redirect(to: "/signin?transaction=" + transaction.id, status: 303)
            response.headers += try await flow.sessions.end(for: web)
            return response
        default:
            throw OAuthError(.invalidRequest, "the form has no decision; approve or deny")
        }
    }

    private func approve(
        _ web: OAuthRequest, _ transaction: AuthorizationTransaction, _ session: BrowserSession
    ) async throws(OAuthError) -> OAuthResponse {
        let request = transaction.request
        let client = try await flow.client(of: request)
        let resources = try flow.resources(request.resources, issuer: request.issuer)
        // What the page was shown for may have changed since: the lists are asked again.
        let step = try await flow.step(
            request, client: client, session: session, isAccepted: true, resources: resources)
        if case .refuse(let resource, let reason) = step {
            await flow.note(
                .consent, isAccepted: false, reason.rawValue, request: request, user: session.user, of: web)
            return AccessRefusedPage(
                transaction: transaction, session: session, client: client, resource: resource, reason: reason
            ).response
        }
        let answer = try await flow.approval(of: request, session: session)
        try await flow.consents.remember(
            Consent(request, client: client, subject: session.user.subject, givenAt: flow.environment.now()))
        await flow.note(
            .consent, isAccepted: true, "the user allowed the request", request: request, user: session.user, of: web)
        return try await settle(transaction, answer, client: client)
    }

    private func settle(
        _ transaction: AuthorizationTransaction, _ answer: AuthorizationAnswer, client: OAuthClient?
    ) async throws(OAuthError) -> OAuthResponse {
        let given = try await flow.transactions.settle(transaction, with: answer)
        return flow.response(to: given, client: client, status: 303)
    }

    private static let foreign = OAuthError(
        .invalidRequest, "the form did not come from the page that this server showed you; go back and try again",
        status: 403)
}
