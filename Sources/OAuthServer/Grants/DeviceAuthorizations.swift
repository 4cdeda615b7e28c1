internal import ProxyModel

/// The requests of devices in the store that all nodes share, by the digests of their codes.
package struct DeviceAuthorizations: DeviceApprovals {
    /// What a device gets first (RFC 8628 §3.2).
    struct Started: Sendable {
        let deviceCode: String
        let userCode: String
        /// Seconds.
        let expiresIn: Int64
        /// Seconds.
        let interval: Int64
    }

    private let environment: OAuthEnvironment
    private let registry: GrantRegistry
    private let values: VolatileValues
    /// For how long an expired request is told from an unknown one.
    private static let memory: Int64 = 600_000
    private static let rounds = 16

    /// Makes the list over the store of the environment.
    package init(_ environment: OAuthEnvironment) {
        self.environment = environment
        registry = GrantRegistry(environment)
        values = VolatileValues(environment.store)
    }

    /// Begins a request.
    func start(
        client: OAuthClient, scopes: [String], resources: [String], issuer: String
    ) async throws(OAuthError) -> Started {
        let lifetime = environment.settings.deviceCodeLifetime
        let deviceCode = environment.token()
        for _ in 0..<Self.rounds {
            let userCode = UserCode.make(environment.randomBytes)
            let pointer: JSONValue = ["v": 1, "device": .string(SecretDigest.hexadecimal(deviceCode))]
            guard
                try await values.put(
                    Self.key(userCode: userCode, issuer), pointer.compactBytes, lifetime: lifetime, if: .absent)
            else { continue }
            let authorization = DeviceAuthorization(
                DeviceRequest(userCode: userCode, clientID: client.id, scopes: scopes, resources: resources),
                issuer: issuer, expiresAt: environment.now() + lifetime)
            try await values.put(
                Self.key(SecretDigest.hexadecimal(deviceCode)), authorization.bytes, lifetime: lifetime + Self.memory)
            return Started(
                deviceCode: deviceCode, userCode: userCode, expiresIn: lifetime / 1_000,
                interval: authorization.interval / 1_000)
        }
        throw OAuthError(.temporarilyUnavailable, "no code is free; try again", retryAfter: 5)
    }

    package func request(userCode: String, issuer: String) async throws(OAuthError) -> DeviceRequest? {
        try await waiting(userCode, issuer)?.authorization.request
    }

    package func decide(
        userCode: String, grant: AuthorizedGrant?, issuer: String
    ) async throws(OAuthError) -> Bool {
        var grant = grant
        if let approved = grant {
            grant?.authorizedAt = try await registry.beginning(of: approved)
        }
        for _ in 0..<Self.rounds {
            guard let (key, found, bytes) = try await waiting(userCode, issuer) else { return false }
            var authorization = found
            authorization.decision = grant.map { .approved($0) } ?? .denied
            if try await note(authorization, key, over: bytes) {
                try await values.remove(Self.key(userCode: authorization.request.userCode, issuer))
                return true
            }
        }
        return false
    }

    /// What was authorized for a device code, once.
    ///
    /// Throws `authorization_pending`, `slow_down`, `access_denied`, `expired_token` (RFC 8628 §3.5) and `invalid_grant`.
    func redeem(_ code: String, client: OAuthClient, issuer: String) async throws(OAuthError) -> AuthorizedGrant {
        let key = Self.key(SecretDigest.hexadecimal(code))
        for _ in 0..<Self.rounds {
            guard let (json, bytes) = try await values.object(key), var authorization = DeviceAuthorization(json: json),
                authorization.request.clientID == client.id, authorization.issuer == issuer
            else {
                throw OAuthError(
                    .invalidGrant, "the device code is unknown or used, or belongs to another client; start again")
            }
            switch authorization.ask(at: environment.now()) {
            case .expired: throw OAuthError(.expiredToken, "the device code has expired; start again")
            case .denied:
                try await values.remove(key)
                throw OAuthError(.accessDenied, "the user refused")
            case .approved(let grant):
                if try await values.take(key) != nil { return grant }
            case .pending:
                if try await note(authorization, key, over: bytes) {
                    throw OAuthError(.authorizationPending, "the user has not decided yet")
                }
            case .slowDown:
                if try await note(authorization, key, over: bytes) {
                    let seconds = authorization.interval / 1_000
                    throw OAuthError(.slowDown, "the device asks too often; wait \(seconds) seconds")
                }
            }
        }
        throw OAuthError(.slowDown, "the device asks too often")
    }

    private func note(
        _ authorization: DeviceAuthorization, _ key: VolatileKey, over bytes: [UInt8]
    ) async throws(OAuthError) -> Bool {
        let rest = authorization.expiresAt + Self.memory - environment.now()
        return try await values.put(key, authorization.bytes, lifetime: rest, if: .equals(bytes))
    }

    private func waiting(
        _ typed: String, _ issuer: String
    ) async throws(OAuthError) -> (key: VolatileKey, authorization: DeviceAuthorization, bytes: [UInt8])? {
        guard let userCode = UserCode.normalized(typed),
            let digest = try await values.object(Self.key(userCode: userCode, issuer))?.json["device"]?.stringValue,
            let (json, bytes) = try await values.object(Self.key(digest)),
            let authorization = DeviceAuthorization(json: json), authorization.issuer == issuer,
            authorization.decision == .pending, environment.now() < authorization.expiresAt
        else { return nil }
        return (Self.key(digest), authorization, bytes)
    }

    private static func key(_ digest: String) -> VolatileKey { VolatileKey(.device, "device:" + digest) }

    private static func key(userCode: String, _ issuer: String) -> VolatileKey {
        VolatileKey(.device, "user:" + SecretDigest.hexadecimal(issuer + "\n" + userCode))
    }
}
