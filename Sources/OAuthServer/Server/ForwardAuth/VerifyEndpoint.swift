package import ProxyModel

/// `/verify`: answers the questions of other proxies about requests (forward authentication of Traefik, Caddy and nginx)
/// as the guard of this one would decide, with the same fields for the upstream.
package struct VerifyEndpoint: OAuthEndpoint {
    /// The claims of an access token of an issuer that is still good; nil for anything else.
    package typealias TokenCheck = @Sendable (_ token: String, _ issuer: String) async throws(OAuthError) -> JSONObject?

    private let environment: OAuthEnvironment
    private let check: TokenCheck

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, check: @escaping TokenCheck) {
        self.environment = environment
        self.check = check
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let asked = ForwardedRequest(request)
        guard let resource = environment.resources.resource(host: asked.host) else {
            throw .notFound("the host that is asked about is not guarded; send it as X-Forwarded-Host")
        }
        // The browser asks before it sends credentials (Fetch, CORS-preflight request).
        if asked.method == "OPTIONS", !request.fields("access-control-request-method").isEmpty {
            return OAuthResponse(status: 200)
        }
        guard !asked.isExcluded(by: resource.auth.excludedPaths ?? []) else { return OAuthResponse(status: 200) }
        do throws(OAuthError) {
            let person = try await person(request, resource)
            if let refusal = person.refusal(for: resource, global: environment.settings.allowedUsers) { throw refusal }
            var answer = OAuthResponse.json(person.json(for: resource))
            if resource.auth.passHeaders { answer.headers += person.fields(for: resource) }
            return answer
        } catch {
            if resource.auth.mode == .passthrough, error.code != .temporarilyUnavailable {
                return OAuthResponse(status: 200)
            }
            throw challenged(error, resource, hasToken: !request.fields("authorization").isEmpty)
        }
    }

    private func person(
        _ request: OAuthRequest, _ resource: ProtectedResource
    ) async throws(OAuthError) -> VerifiedPerson {
        let fields = request.fields("authorization")
        guard !fields.isEmpty else { throw OAuthError(.invalidToken, "a bearer token is needed") }
        guard let token = request.bearerToken else {
            throw OAuthError(.invalidRequest, "Authorization has to hold one bearer token")
        }
        if let key = environment.apiKey(token) { return VerifiedPerson(key) }
        guard let claims = try await check(token, resource.issuer), let person = VerifiedPerson(claims) else {
            throw OAuthError(.invalidToken, "the token is not valid or no longer good")
        }
        guard Self.audiences(claims).contains(where: { isAudience($0, resource) }) else {
            throw OAuthError(.invalidToken, "the token was issued for another resource")
        }
        return person
    }

    private func isAudience(_ audience: String, _ resource: ProtectedResource) -> Bool {
        let accepted = [resource.uri] + (resource.auth.allowedAudiences ?? [])
        guard let address = ResourceURI(audience) else { return accepted.dropFirst().contains(audience) }
        return accepted.contains { ResourceURI($0) == address }
    }

    private static func audiences(_ claims: JSONObject) -> [String] {
        if let one = claims["aud"]?.stringValue { return [one] }
        return (claims["aud"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// The error with the one challenge that tells where to get a token (RFC 6750 §3, RFC 9728 §5.1).
    private func challenged(_ error: OAuthError, _ resource: ProtectedResource, hasToken: Bool) -> OAuthError {
        guard error.code == .invalidToken || error.code == .insufficientScope else { return error }
        let origin = resource.uri.dropLast(resource.endpoint.count)
        var challenge = "Bearer resource_metadata=\"\(origin)\(ResourceMetadata.prefix)\(resource.endpoint)\""
        let scopes = resource.scopes.filter { !ClientText.scopes($0).isEmpty }
        if !scopes.isEmpty { challenge += ", scope=\"\(scopes.joined(separator: " "))\"" }
        if hasToken {
            challenge += ", error=\"\(error.code.rawValue)\", error_description=\"\(error.detail)\""
        }
        var result = error
        result.challenge = challenge
        return result
    }
}
