internal import ProxyModel

/// `/authorize/continue`: where the browser comes back from sign-in, and where the consent page is.
///
/// It changes nothing before the user may have a code without being asked, so it can be loaded again at will.
package struct ContinueEndpoint: OAuthEndpoint {
    private let flow: AuthorizationFlow

    /// Makes the endpoint.
    package init(_ flow: AuthorizationFlow) { self.flow = flow }

    package func respond(to web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard web.local.method == "GET" || web.local.method == "HEAD" else {
            return RefusalPage.methodNotAllowed("GET, HEAD")
        }
        do throws(OAuthError) {
            guard
                let transaction = try await flow.transactions.transaction(
                    web.query.single("transaction") ?? "", for: web), transaction.request.issuer == issuer
            else { return RefusalPage.ended.response }
            let client = try await flow.client(of: transaction.request)
            if let answer = flow.transactions.answer(of: transaction) {
                return flow.response(to: answer, client: client, status: 302)
            }
            return try await proceed(web, transaction, client)
        } catch {
            await flow.note(.authorize, isAccepted: false, error.detail, request: nil, of: web)
            return RefusalPage(error).response
        }
    }

    private func proceed(
        _ web: OAuthRequest, _ transaction: AuthorizationTransaction, _ client: OAuthClient
    ) async throws(OAuthError) -> OAuthResponse {
        let request = transaction.request
        let session = try await flow.sessions.session(of: web)
        let resources = try flow.resources(request.resources, issuer: request.issuer)
        let step = try await flow.step(
            request, client: client, session: session,
            isAccepted: session.map(transaction.accepts) ?? false, resources: resources)
        guard let session, step != .signIn else {
            return .redirect(to: "/signin?transaction=" + transaction.id)
        }
        switch step {
        case .issue:
            let answer = try await flow.approval(of: request, session: session)
            let given = try await flow.transactions.settle(transaction, with: answer)
            await flow.note(
                .authorize, isAccepted: true, "a code was issued without asking", request: request,
                user: session.user, of: web)
            return flow.response(to: given, client: client, status: 302)
        case .refuse(let resource, let reason):
            await flow.note(
                .authorize, isAccepted: false, reason.rawValue, request: request, user: session.user, of: web)
            return AccessRefusedPage(
                transaction: transaction, session: session, client: client, resource: resource, reason: reason
            ).response
        case .askConsent, .signIn:
            return ConsentPage(
                transaction: transaction, session: session, client: client, resources: resources
            ).response
        }
    }
}
