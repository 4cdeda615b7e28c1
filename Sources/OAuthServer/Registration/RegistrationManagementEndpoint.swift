internal import ProxyModel

/// `/register/{client_id}`: reading, replacing and ending a registration (RFC 7592 §2).
package struct RegistrationManagementEndpoint: OAuthEndpoint {
    private static let serverOwned = [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
    ]

    private let environment: OAuthEnvironment
    private let clients: RegisteredClients
    private let throttle: AddressThrottle

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, clients: RegisteredClients) {
        self.environment = environment
        self.clients = clients
        throttle = AddressThrottle(environment: environment, name: "registration", limit: 120, window: 60_000)
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        try await throttle.count(request)
        let registration = try authorized(request)
        switch request.local.method {
        case "PUT":
            let replaced = try await clients.replace(registration, with: try metadata(of: request, registration))
            await note(request, "the client replaced its metadata", registration.id)
            return .json(replaced.json(issuer: issuer))
        case "DELETE":
            try await clients.remove(registration)
            await note(request, "the client ended its registration", registration.id)
            return OAuthResponse(status: 204, headers: [("Cache-Control", "no-store"), ("Pragma", "no-cache")])
        default:
            return .json(registration.json(issuer: issuer))
        }
    }

    /// The registration whose token the request brings: an unknown client is answered like a wrong token.
    private func authorized(_ request: OAuthRequest) throws(OAuthError) -> ClientRegistration {
        let id = String(request.path.dropFirst("/register/".count))
        guard let token = request.bearerToken else {
            throw OAuthError(
                .invalidToken, "send the registration access token as Authorization: Bearer", challenge: "Bearer")
        }
        guard let registration = try clients.registration(id), registration.isRegistrationToken(token) else {
            throw OAuthError(
                .invalidToken, "this is not the registration access token of a client of that identifier",
                challenge: "Bearer error=\"invalid_token\"")
        }
        return registration
    }

    private func metadata(
        of request: OAuthRequest, _ registration: ClientRegistration
    ) throws(OAuthError) -> ClientMetadata {
        let value = try request.metadataObject()
        guard value["client_id"]?.stringValue == registration.id else {
            throw OAuthError(.invalidClientMetadata, "client_id has to be there and the same as in the address")
        }
        for name in Self.serverOwned where value[name] != nil {
            throw OAuthError(.invalidClientMetadata, "\(name) is the server's to say; leave it out")
        }
        if let secret = value["client_secret"] {
            let digest = secret.stringValue.map(SecretDigest.hexadecimal)
            guard let digest, let own = registration.client.secretDigest, ConstantTime.areEqual(digest, own) else {
                throw OAuthError(.invalidClientMetadata, "client_secret is not the one of this client; leave it out")
            }
        }
        let isVouched = registration.isVouched
        let metadata = try ClientMetadata(negotiating: value, origin: isVouched ? .operatorVouched : .anonymous)
        guard !isVouched || Self.stays(metadata, within: registration.metadata) else {
            throw OAuthError(
                .invalidClientMetadata,
                "an operator decided on the scopes and grant types of this client; ask for no others")
        }
        return metadata
    }

    /// Whether a client that an operator registered asks for nothing that the operator did not give.
    private static func stays(_ metadata: ClientMetadata, within registered: ClientMetadata) -> Bool {
        metadata.grantTypes.allSatisfy(registered.grantTypes.contains)
            && (registered.scopes.isEmpty
                || !metadata.scopes.isEmpty && metadata.scopes.allSatisfy(registered.scopes.contains))
    }

    private func note(_ request: OAuthRequest, _ reason: String, _ id: String) async {
        await environment.trace.note(
            FlowStep(
                .register, isAccepted: true, reason, clientID: id, clientAddress: request.local.clientAddress,
                requestID: request.local.requestID, time: environment.now()))
    }
}
