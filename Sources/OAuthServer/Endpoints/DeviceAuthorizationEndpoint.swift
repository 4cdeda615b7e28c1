internal import ProxyModel

/// `/device_authorization` (RFC 8628 §3.1).
package struct DeviceAuthorizationEndpoint: OAuthEndpoint {
    /// More requests of one address within a minute are refused: each occupies the store for ten minutes.
    private static let limit = 30

    private let environment: OAuthEnvironment
    private let authentication: any ClientAuthentication
    private let devices: DeviceAuthorizations

    /// Makes the endpoint over the requests that wait.
    package init(
        _ environment: OAuthEnvironment, authentication: any ClientAuthentication, devices: DeviceAuthorizations
    ) {
        self.environment = environment
        self.authentication = authentication
        self.devices = devices
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        try FormRequest.check(request)
        let client = try await authentication.authenticate(request, issuer: issuer)
        guard client.grantTypes.contains(.deviceCode) else {
            throw OAuthError(
                .unauthorizedClient, "the client is not registered for the grant type of devices; register it with it")
        }
        try await throttle(request.local.clientAddress)
        let asked = TokenRequest(request: request, client: client, issuer: issuer)
        let resources = try asked.resources(in: environment.resources)
        let started = try await devices.start(
            client: client, scopes: try Self.scopes(asked, resources), resources: resources.map(\.uri), issuer: issuer)
        await environment.trace.note(
            FlowStep(
                .authorize, isAccepted: true, "a device asked for codes", clientID: client.id,
                resource: resources.first?.uri, clientAddress: request.local.clientAddress,
                requestID: request.local.requestID, time: environment.now()))
        return .json([
            "device_code": .string(started.deviceCode), "user_code": .string(started.userCode),
            "verification_uri": .string(issuer + "/device"),
            "verification_uri_complete": .string(issuer + "/device?user_code=" + started.userCode),
            "expires_in": .integer(started.expiresIn), "interval": .integer(started.interval),
        ])
    }

    private func throttle(_ address: String) async throws(OAuthError) {
        let key = VolatileKey(
            .throttle, "device-authorization:" + SecretDigest.hexadecimal(AddressThrottle.network(address)))
        let (count, remaining) = try await VolatileValues(environment.store).count(key, window: 60_000)
        guard count <= Self.limit else {
            throw OAuthError(
                .slowDown, "too many requests of devices from this address", status: 429,
                retryAfter: Int(max(remaining, 1_000) / 1_000))
        }
    }

    /// Unknown scopes are dropped, and none means all; what an operator registered for the client is a ceiling.
    private static func scopes(
        _ request: TokenRequest, _ resources: [ProtectedResource]
    ) throws(OAuthError) -> [String] {
        var known: [String] = []
        for scope in resources.flatMap(\.scopes) where !known.contains(scope) { known.append(scope) }
        if request.client.source == .configuration, let ceiling = request.client.scopes {
            known = known.filter(ceiling.contains)
        }
        let requested = try request.requestedScopes() ?? []
        let wanted = known.filter(requested.contains)
        return (wanted.isEmpty ? known : wanted) + (requested.contains("profile") ? ["profile"] : [])
    }
}
