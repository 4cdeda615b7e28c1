internal import ProxyModel

/// `/register`: dynamic client registration (RFC 7591 §3).
package struct RegistrationEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let clients: RegisteredClients
    private let tokens: InitialAccessTokens
    private let throttle: AddressThrottle

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, clients: RegisteredClients, tokens: InitialAccessTokens) {
        self.environment = environment
        self.clients = clients
        self.tokens = tokens
        throttle = AddressThrottle(environment: environment, name: "register", limit: 120, window: 60_000)
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        do throws(OAuthError) {
            let isVouched = request.bearerToken.map(tokens.isAdmin) ?? false
            if !(request.bearerToken.map(tokens.contains) ?? false) {
                guard environment.settings.registrationIsOpen else { throw Self.closed }
                try await throttle.count(request)
            }
            let metadata = try ClientMetadata(
                negotiating: request.metadataObject(), origin: isVouched ? .operatorVouched : .anonymous)
            let registration = try await clients.register(metadata, isVouched: isVouched)
            await note(
                request, isAccepted: true,
                "registered with \(metadata.authenticationMethods.map(\.rawValue).joined(separator: " or "))",
                clientID: registration.id)
            return .json(registration.json(issuer: issuer), status: 201)
        } catch {
            await note(request, isAccepted: false, error.detail, clientID: nil)
            throw error
        }
    }

    private static let closed = OAuthError(
        .invalidToken, "registration needs an initial access token; ask the operator for one", status: 401,
        challenge: "Bearer error=\"invalid_token\", error_description=\"registration needs an initial access token\"")

    private func note(_ request: OAuthRequest, isAccepted: Bool, _ reason: String, clientID: String?) async {
        await environment.trace.note(
            FlowStep(
                .register, isAccepted: isAccepted, reason, clientID: clientID,
                clientAddress: request.local.clientAddress, requestID: request.local.requestID,
                time: environment.now()))
    }
}
