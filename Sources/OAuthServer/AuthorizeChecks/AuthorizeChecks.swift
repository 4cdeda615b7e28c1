/// The checks of authorization requests, in their order: first who asks and where the answer goes, then the rest.
package struct AuthorizeChecks: Sendable {
    private let client: ClientCheck
    private let redirect = RedirectCheck()
    private let checks: [any AuthorizeCheck]

    /// Makes the checks.
    package init(clients: any ClientDirectory, resources: any ResourceDirectory) {
        client = ClientCheck(clients: clients)
        checks = [
            StateCheck(), RepetitionCheck(), RequestObjectCheck(), ResponseTypeCheck(), ResponseModeCheck(),
            CodeChallengeCheck(), ResourceCheck(resources: resources), ScopeCheck(), PromptCheck(), LoginHintCheck(),
        ]
    }

    /// The request that the parameters make, and whose it is.
    package func request(
        _ parameters: OAuthParameters, issuer: String
    ) async throws(AuthorizationRefusal) -> (request: AuthorizationRequest, client: OAuthClient) {
        var draft = try await draft(parameters, issuer: issuer)
        do throws(OAuthError) {
            for check in checks { try check.check(&draft) }
        } catch {
            throw .redirect(
                error,
                AuthorizationAnswer(error, redirectURI: draft.redirectURI, state: draft.state, issuer: issuer))
        }
        return (draft.request, draft.client)
    }

    private func draft(
        _ parameters: OAuthParameters, issuer: String
    ) async throws(AuthorizationRefusal) -> AuthorizeDraft {
        do throws(OAuthError) {
            let client = try await client.client(of: parameters)
            let (effective, requested) = try redirect.redirectURI(of: parameters, for: client)
            return AuthorizeDraft(
                parameters: parameters, issuer: issuer, client: client, redirectURI: effective,
                requestedRedirectURI: requested)
        } catch { throw .page(error) }
    }
}
