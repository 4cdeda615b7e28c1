package import Egress
internal import ProxyModel

/// The client's side of signing a device in: finding the server, registering, asking, refreshing and ending.
package struct DeviceSignIn: Sendable {
    /// A token that is good for less than this is renewed before it is handed out, in milliseconds.
    private static let margin: Int64 = 30_000

    private let send: @Sendable (ProbeRequest) async -> Result<ProbeAnswer, FetchFailure>
    private let pause: @Sendable (Duration) async throws -> Void
    private let now: @Sendable () -> Int64

    /// Makes it from a sender that follows no redirect, a way to wait, and a clock in milliseconds since 1970.
    package init(
        send: @escaping @Sendable (ProbeRequest) async -> Result<ProbeAnswer, FetchFailure>,
        pause: @escaping @Sendable (Duration) async throws -> Void, now: @escaping @Sendable () -> Int64
    ) {
        self.send = send
        self.pause = pause
        self.now = now
    }

    // MARK: - Finding the server

    /// The authorization server of a resource (RFC 9728 §3), or of an address that is one itself (RFC 8414 §3).
    package func discover(_ address: String) async throws(DeviceSignInFailure) -> DiscoveredServer {
        guard let target = DoctorTarget(address) else {
            throw .refused("'\(address)' is not an http or https address")
        }
        guard target.isEncrypted || target.isLoopback else {
            throw .refused("'\(address)' is not encrypted: a token would be sent to everybody on the way; use https")
        }
        for url in [
            target.wellKnown("oauth-protected-resource"), target.origin + "/.well-known/oauth-protected-resource",
        ] {
            guard let metadata = try await document(url), let resource = metadata["resource"]?.stringValue else {
                continue
            }
            guard DoctorTarget(resource)?.origin == target.origin else {
                throw .refused("\(url) describes another resource, '\(DisplayText.line(resource))'")
            }
            guard let issuer = metadata["authorization_servers"]?.arrayValue?.first?.stringValue else {
                throw .refused("\(url) names no authorization server")
            }
            return try await server(issuer, resource: resource)
        }
        let issuer = target.path == "/" ? target.origin : address
        return try await server(issuer, resource: nil)
    }

    private func server(_ issuer: String, resource: String?) async throws(DeviceSignInFailure) -> DiscoveredServer {
        guard let target = DoctorTarget(issuer), target.isEncrypted || target.isLoopback else {
            throw .refused("the authorization server '\(DisplayText.line(issuer))' is not an https address")
        }
        guard let metadata = try await document(target.wellKnown("oauth-authorization-server")) else {
            guard resource == nil else { throw .refused("\(issuer) has no metadata of an authorization server") }
            throw .refused("\(issuer) is no resource that somebody guards, and no authorization server")
        }
        return try DiscoveredServer(metadata, issuer: issuer, resource: resource)
    }

    private func document(_ url: String) async throws(DeviceSignInFailure) -> JSONObject? {
        let answer = try await answer(ProbeRequest("GET", url, headers: [("Accept", "application/json")]))
        return answer.status == 200 ? answer.object : nil
    }

    // MARK: - Signing in

    /// Registers a public client (RFC 7591); `token` is for servers where not everybody may.
    package func register(
        at server: DiscoveredServer, name: String, token: String?
    ) async throws(DeviceSignInFailure) -> DeviceClient {
        guard let url = server.registrationEndpoint else {
            throw .refused("\(server.issuer) registers no clients; pass --client-id with one that its operator made")
        }
        let metadata: JSONValue = [
            "client_name": .string(name), "application_type": "native", "token_endpoint_auth_method": "none",
            "grant_types": [.string(OAuthClient.GrantType.deviceCode.rawValue), "refresh_token"],
            "response_types": [],
        ]
        var headers = [("Content-Type", "application/json"), ("Accept", "application/json")]
        if let token { headers.append(("Authorization", "Bearer " + token)) }
        let answer = try await answer(ProbeRequest("POST", url, headers: headers, body: metadata.compactText))
        guard answer.status == 201 || answer.status == 200, let object = answer.object,
            let id = object["client_id"]?.stringValue
        else { throw .refused("\(server.issuer) registers no client for this machine: \(answer.reason)") }
        return DeviceClient(
            id: id, registrationURI: object["registration_client_uri"]?.stringValue,
            registrationToken: object["registration_access_token"]?.stringValue)
    }

    /// Asks for the codes (RFC 8628 §3.1).
    package func begin(
        at server: DiscoveredServer, as client: DeviceClient, scope: String?
    ) async throws(DeviceSignInFailure) -> DevicePrompt {
        var form = [(name: "client_id", value: client.id)]
        if let resource = server.resource { form.append(("resource", resource)) }
        if let scope { form.append(("scope", scope)) }
        let answer = try await post(server.deviceAuthorizationEndpoint, form)
        guard answer.status == 200, let object = answer.object,
            let deviceCode = object["device_code"]?.stringValue, let userCode = object["user_code"]?.stringValue,
            let uri = object["verification_uri"]?.stringValue, let page = DoctorTarget(uri),
            page.isEncrypted || page.isLoopback
        else { throw .refused("\(server.issuer) does not begin a sign-in: \(answer.reason)") }
        let complete = object["verification_uri_complete"]?.stringValue
        return DevicePrompt(
            userCode: DisplayText.line(userCode, limit: 40), verificationURI: uri,
            completeURI: complete.flatMap { $0.hasPrefix(page.origin + "/") ? DisplayText.line($0, limit: 500) : nil },
            deviceCode: deviceCode, interval: object["interval"]?.integerValue ?? 5,
            expiresIn: min(max(object["expires_in"]?.integerValue ?? 600, 1), 86_400))
    }

    /// Waits until the user has decided.
    package func finish(
        _ prompt: DevicePrompt, at server: DiscoveredServer, as client: DeviceClient, address: String
    ) async throws(DeviceSignInFailure) -> KeptSignIn {
        let form = [
            (name: "grant_type", value: OAuthClient.GrantType.deviceCode.rawValue),
            ("device_code", prompt.deviceCode), ("client_id", client.id),
        ]
        let end = now() + prompt.expiresIn * 1_000
        var polling = DevicePolling(interval: prompt.interval)
        var wait = polling.interval
        while now() < end {
            do { try await pause(.seconds(wait)) } catch { throw .refused("the sign-in was broken off") }
            switch polling.step(after: try? await post(server.tokenEndpoint, form)) {
            case .wait(let seconds): wait = seconds
            case .signedIn(let tokens):
                return KeptSignIn(address: address, server: server, client: client, tokens: tokens, now: now())
            case .failed(let failure): throw failure
            }
        }
        throw .refused("nobody confirmed the code in time; start again")
    }

    // MARK: - Staying and leaving

    /// The sign-in with an access token that is good for a while; the same when it is so already.
    ///
    /// What comes back has to be kept before the token is used: a refresh token is good for once.
    package func refreshed(_ kept: KeptSignIn) async throws(DeviceSignInFailure) -> KeptSignIn {
        guard kept.expiresAt - now() < Self.margin else { return kept }
        guard let refreshToken = kept.refreshToken else { throw .ended("the access token has expired") }
        var form = [(name: "grant_type", value: "refresh_token"), ("refresh_token", refreshToken)]
        form.append(("client_id", kept.client.id))
        if let resource = kept.resource { form.append(("resource", resource)) }
        let answer = try await post(kept.tokenEndpoint, form)
        guard let tokens = DeviceTokens(answer) else {
            let isOver = (400..<500).contains(answer.status) && answer.status != 429
            throw isOver ? .ended(answer.reason) : .unreachable("\(kept.issuer) gives no token now: \(answer.reason)")
        }
        var renewed = kept
        renewed.accessToken = tokens.accessToken
        renewed.expiresAt = now() + tokens.expiresIn * 1_000
        renewed.refreshToken = tokens.refreshToken ?? refreshToken
        return renewed
    }

    /// Revokes what the sign-in holds (RFC 7009), and ends the client that was registered for it (RFC 7592 §2.3).
    package func end(_ kept: KeptSignIn) async throws(DeviceSignInFailure) {
        if let url = kept.revocationEndpoint {
            for token in [kept.refreshToken, kept.accessToken].compactMap(\.self) {
                let answer = try await post(url, [("token", token), ("client_id", kept.client.id)])
                // A client that is gone holds nothing any more.
                guard answer.status == 200 || answer.status == 401 || answer.status == 400 else {
                    throw .unreachable("\(kept.issuer) did not revoke the tokens: \(answer.reason)")
                }
            }
        }
        guard let url = kept.client.registrationURI, let token = kept.client.registrationToken,
            DoctorTarget(url)?.origin == DoctorTarget(kept.tokenEndpoint)?.origin
        else { return }
        _ = try await answer(ProbeRequest("DELETE", url, headers: [("Authorization", "Bearer " + token)]))
    }

    // MARK: - Sending

    private func post(
        _ url: String, _ form: [(name: String, value: String)]
    ) async throws(DeviceSignInFailure) -> ProbeAnswer {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
        return try await answer(ProbeRequest("POST", url, headers: headers, body: OAuthParameters(form).encoded))
    }

    private func answer(_ request: ProbeRequest) async throws(DeviceSignInFailure) -> ProbeAnswer {
        switch await send(request) {
        case .success(let answer): return answer
        case .failure(let failure): throw .unreachable("\(request.url): \(failure)")
        }
    }
}
