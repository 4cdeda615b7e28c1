package import ProxyModel

/// `/verify`: answers the questions of other proxies about requests (forward authentication of Traefik, Caddy and nginx)
/// as the guard of this one would decide, with the same fields for the upstream.
package struct VerifyEndpoint: OAuthEndpoint {
    /// The claims of a token of an issuer that is still good; nil for anything else.
    package typealias TokenCheck = @Sendable (_ token: String, _ issuer: String) async throws(OAuthError) -> JSONObject?

    /// What the endpoint has others do.
    package struct Checks: Sendable {
        let accessToken: TokenCheck
        let session: TokenCheck
        let assertion: @Sendable (JSONObject) -> String?

        /// Makes the checks of access tokens and of the session cookies of guarded hosts; `assertion` signs what
        /// `X-Auth-Assertion` states, nil when there is no key for it.
        package init(
            accessToken: @escaping TokenCheck, session: @escaping TokenCheck,
            assertion: @escaping @Sendable (JSONObject) -> String?
        ) {
            self.accessToken = accessToken
            self.session = session
            self.assertion = assertion
        }
    }

    /// Seconds: twice the time after which the guard makes a new one.
    private static let assertionLifetime: Int64 = 120

    private let environment: OAuthEnvironment
    private let checks: Checks
    private let guardedHost: any OAuthEndpoint

    /// Makes the endpoint; `guardedHost` answers for `/.proxyd/session` of the hosts that are asked about.
    package init(_ environment: OAuthEnvironment, checks: Checks, guardedHost: any OAuthEndpoint) {
        self.environment = environment
        self.checks = checks
        self.guardedHost = guardedHost
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let asked = ForwardedRequest(request)
        guard let resource = environment.resources.resource(host: asked.host) else {
            throw .notFound("the host that is asked about is not guarded; send it as X-Forwarded-Host")
        }
        if let answer = try await returnFromSignIn(request, asked, resource) { return answer }
        guard !asked.isPreflight, !asked.isOpen(by: resource.auth.excludedPaths ?? []) else {
            return OAuthResponse(status: 200)
        }
        var credential = Credential.none
        do throws(OAuthError) {
            credential = try Credential(request, resource.auth)
            let person = try await person(credential, resource)
            if let refusal = person.refusal(
                for: resource, host: asked.host, global: environment.settings.allowedUsers)
            {
                throw refusal
            }
            return admission(of: person, resource)
        } catch {
            if resource.auth.mode == .passthrough, error.code != .temporarilyUnavailable {
                return OAuthResponse(status: 200)
            }
            return try refusal(error, credential, resource, asked)
        }
    }

    /// The second half of a browser's sign-in happens on the guarded host, which is the other proxy's: who passes on our
    /// redirects and cookies needs no route for it.
    private func returnFromSignIn(
        _ request: OAuthRequest, _ asked: ForwardedRequest, _ resource: ProtectedResource
    ) async throws(OAuthError) -> OAuthResponse? {
        guard asked.path == ProxySignIn.sessionPath, asked.takesRedirects, asked.method == "GET",
            resource.auth.mode != .forward
        else { return nil }
        var local = request.local
        (local.method, local.target, local.authority) = ("GET", asked.target, asked.host)
        local.scheme = resource.origin.hasPrefix("https:") ? "https" : "http"
        return try await guardedHost.respond(to: OAuthRequest(local), issuer: resource.issuer)
    }

    private func person(
        _ credential: Credential, _ resource: ProtectedResource
    ) async throws(OAuthError) -> VerifiedPerson {
        let person: VerifiedPerson?
        switch credential {
        case .none: throw OAuthError(.invalidToken, "a bearer token is needed")
        case .bearer(let token):
            if let key = environment.apiKey(token) { return VerifiedPerson(key) }
            person = try await checks.accessToken(token, resource.issuer).flatMap { VerifiedPerson($0, kind: .access) }
        case .session(let token):
            person = try await checks.session(token, resource.issuer).flatMap { VerifiedPerson($0, kind: .session) }
        }
        guard let person else { throw OAuthError(.invalidToken, "the token is not valid or no longer good") }
        return person
    }

    private func admission(of person: VerifiedPerson, _ resource: ProtectedResource) -> OAuthResponse {
        var answer = OAuthResponse.json(person.json(for: resource))
        guard resource.auth.passHeaders else { return answer }
        answer.headers += person.fields(for: resource)
        let claims = person.assertion(
            for: resource, at: environment.now() / 1_000, lifetime: Self.assertionLifetime)
        if let assertion = checks.assertion(claims) {
            answer.headers.append((resource.auth.headerPrefix + "Assertion", assertion))
        }
        return answer
    }

    /// The refusal of the guard: browsers are sent to the sign-in where that is the mode, everybody else is challenged.
    private func refusal(
        _ error: OAuthError, _ credential: Credential, _ resource: ProtectedResource, _ asked: ForwardedRequest
    ) throws(OAuthError) -> OAuthResponse {
        var error = error
        guard error.code == .invalidToken || error.code == .insufficientScope else {
            // What passes on no answer of ours (nginx) makes an error of its own of any status but 401 and 403.
            if error.status == 400, !asked.takesRedirects { error.statusOverride = 401 }
            throw error
        }
        let isSession = if case .session = credential { true } else { false }
        if isSession, error.code == .invalidToken { error.detail = "a bearer token is needed" }
        error.challenge = challenge(
            error, resource, namesError: credential != .none && !(isSession && error.code == .invalidToken))
        guard resource.auth.mode == .redirect, asked.isNavigation, error.code == .invalidToken,
            isSession || credential == .none
        else { throw error }
        let query = OAuthParameters([("host", asked.host), ("return_to", asked.returnPath)])
        let location = resource.issuer + ProxySignIn.path + "?" + query.encoded
        guard !asked.takesRedirects else { return .redirect(to: location) }
        var answer = OAuthResponse.failure(error)
        answer.headers.append(("Location", location))
        return answer
    }

    /// The one challenge that tells where to get a token (RFC 6750 §3, RFC 9728 §5.1).
    private func challenge(_ error: OAuthError, _ resource: ProtectedResource, namesError: Bool) -> String {
        var challenge =
            "Bearer resource_metadata=\"\(resource.origin)\(ResourceMetadata.prefix)\(resource.endpoint)\""
        let scopes = resource.scopes.filter { !ClientText.scopes($0).isEmpty }
        if !scopes.isEmpty { challenge += ", scope=\"\(scopes.joined(separator: " "))\"" }
        if namesError {
            challenge += ", error=\"\(error.code.rawValue)\", error_description=\"\(error.detail)\""
        }
        return challenge
    }
}

extension VerifyEndpoint {
    /// What a request presents, by the rule of the guard: a bearer token, else the session cookie of a host that takes
    /// one.
    enum Credential: Equatable {
        case none
        case bearer(String)
        case session(String)

        init(_ request: OAuthRequest, _ auth: ProxyAuthConfig) throws(OAuthError) {
            let fields = request.fields("authorization")
            let isBearer = fields.first.map { field in
                let scheme = field.prefix { $0 != " " }
                return scheme.lowercased() == "bearer"
            }
            if fields.count > 1 || isBearer == true {
                guard let token = request.bearerToken else {
                    throw OAuthError(.invalidRequest, "Authorization has to hold one bearer token")
                }
                self = .bearer(token)
            } else if auth.mode != .forward, let token = request.cookie(auth.cookieName), !token.isEmpty {
                self = .session(token)
            } else {
                self = .none
            }
        }
    }
}
