internal import ProxyModel

/// `/token` (RFC 6749 §3.2): finds the grant of a request and notes what came of it.
package struct TokenEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let authentication: any ClientAuthentication
    private let grants: [OAuthClient.GrantType: any TokenGrant]
    /// Hosted clients refresh the tokens of all their users from a few addresses.
    private let throttle: AddressThrottle

    init(_ environment: OAuthEnvironment, authentication: any ClientAuthentication, grants: [any TokenGrant]) {
        self.environment = environment
        self.authentication = authentication
        throttle = AddressThrottle(environment: environment, name: "token", limit: 6_000, window: 60_000)
        self.grants = Dictionary(grants.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The grant types that the endpoint knows, for the metadata.
    package var grantTypes: [OAuthClient.GrantType] { OAuthClient.GrantType.allCases.filter { grants[$0] != nil } }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        var client: OAuthClient?
        do throws(OAuthError) {
            try FormRequest.check(request)
            try await throttle.count(request)
            let name = try request.form.required("grant_type")
            guard let type = OAuthClient.GrantType(rawValue: name), let grant = grants[type] else {
                throw OAuthError(.unsupportedGrantType, "this server does not know the grant type")
            }
            let caller = try await authentication.authenticate(request, issuer: issuer)
            client = caller
            guard caller.grantTypes.contains(type) else {
                throw OAuthError(
                    .unauthorizedClient, "the client is not registered for the grant type \(type.rawValue)")
            }
            let response = try await grant.tokens(for: TokenRequest(request: request, client: caller, issuer: issuer))
            await note(request, client: caller.id, response: response, "issued by \(type.rawValue)")
            return .json(response.json)
        } catch {
            // A device asks every few seconds; the answers until the user decides are none that anybody looks for.
            if error.code != .authorizationPending && error.code != .slowDown {
                await note(request, client: client?.id, response: nil, "\(error.code.rawValue): \(error.detail)")
            }
            throw error
        }
    }

    private func note(
        _ request: OAuthRequest, client: String?, response: TokenResponse?, _ reason: String
    ) async {
        let isRefresh = request.form.all("grant_type") == [OAuthClient.GrantType.refreshToken.rawValue]
        await environment.trace.note(
            FlowStep(
                isRefresh ? .refresh : .token, isAccepted: response != nil, reason, clientID: client,
                subject: response?.grant.user?.subject, resource: response?.grant.resources.first,
                clientAddress: request.local.clientAddress, requestID: request.local.requestID,
                time: environment.now()))
    }
}
