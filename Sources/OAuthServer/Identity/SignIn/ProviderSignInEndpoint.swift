internal import Logging
internal import ProxyModel

/// `GET /signin/{provider}` and `/signin/{provider}/callback`: signs in with somebody else's account.
///
/// The path of the way back tells the provider, be it one of its own like `/callback`, so that one provider's answer cannot be passed off as another's
/// (RFC 9700 §4.4.2.2).
package struct ProviderSignInEndpoint: OAuthEndpoint {
    private static let prefix = "/signin/"
    private static let callback = "callback"

    private let pages: SignInPages
    private let attempts: SignInAttempts
    private let throttle: AddressThrottle

    /// Makes the endpoint.
    package init(_ pages: SignInPages) {
        self.pages = pages
        self.attempts = SignInAttempts(environment: pages.environment)
        throttle = AddressThrottle(environment: pages.environment, name: "provider", limit: 120, window: 60_000)
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        if let provider = pages.providers.all.first(where: { $0.callbackPath == request.path }) {
            try Self.checkMethod(request)
            return try await finish(provider, request)
        }
        let parts = request.path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard request.path.hasPrefix(Self.prefix), let name = parts.first,
            parts.count == 1 || parts.count == 2 && parts[1] == Self.callback,
            let provider = pages.providers.provider(String(name))
        else { throw .notFound("there is no identity provider of this name, or it is disabled") }
        try Self.checkMethod(request)
        return parts.count == 1
            ? try await begin(provider, request, issuer: issuer) : try await finish(provider, request)
    }

    private static func checkMethod(_ request: OAuthRequest) throws(OAuthError) {
        guard request.local.method == "GET" else {
            throw OAuthError(.invalidRequest, "this is called with GET", status: 405)
        }
    }

    private func begin(
        _ provider: SignInProvider, _ request: OAuthRequest, issuer: String
    ) async throws(OAuthError) -> OAuthResponse {
        let environment = pages.environment
        let destination = SignInDestination(request.query)
        let binding = environment.binding(of: request)
        guard let page = try await pages.page(destination, binding: binding, request: request) else {
            return SignInPages.expired()
        }
        guard page.providers.contains(where: { $0.record.name == provider.record.name }) else {
            throw OAuthError(.accessDenied, "this identity provider is not offered for this application", status: 403)
        }
        try await throttle.count(request)
        let attempt = SignInAttempt(
            provider: provider,
            redirectURI: issuer
                + (provider.callbackPath ?? Self.prefix + provider.record.name + "/" + Self.callback),
            destination: destination, binding: binding, token: { environment.token() })
        let location: String
        do throws(ProviderFailure) {
            location = try await pages.providers.upstream(provider).authorizationAddress(attempt)
        } catch { return await failed(provider, error, destination, request) }
        try await attempts.save(attempt)
        await environment.noteSignIn(true, "sent to the identity provider '\(provider.record.name)'", request)
        var response = OAuthResponse.redirect(to: location)
        response.headers.append(binding.field(for: request))
        return response
    }

    private func finish(_ provider: SignInProvider, _ request: OAuthRequest) async throws(OAuthError) -> OAuthResponse {
        let environment = pages.environment
        guard let state = try request.query.single("state"), let binding = BrowserBinding(of: request),
            let attempt = try await attempts.redeem(state: state, provider: provider, binding: binding)
        else {
            await environment.noteSignIn(
                false, "the answer of '\(provider.record.name)' fits no sign-in of this browser", request)
            return SignInPages.expired()
        }
        let user: UserIdentity
        do throws(ProviderFailure) {
            let issuer = try Self.parameter("iss", request)
            if let error = request.query.all("error").first {
                throw error == "access_denied"
                    ? .denied("\(DisplayText.line(provider.label, limit: 40)) says that you declined.")
                    : .invalidAnswer("it ended the sign-in" + ProviderFailure.code(error))
            }
            guard let code = try Self.parameter("code", request), code.utf8.count <= 4_096 else {
                throw .invalidAnswer("its answer has no code")
            }
            user = try await pages.providers.upstream(provider).identity(attempt, code: code, issuer: issuer)
        } catch { return await failed(provider, error, attempt.destination, request) }
        let (session, fields) = try await pages.sessions.start(user, for: request)
        await environment.noteSignIn(
            true, "signed in by '\(provider.record.name)'", request, subject: session.user.subject)
        var response = OAuthResponse.redirect(to: attempt.destination.location)
        response.headers += fields
        return response
    }

    private func failed(
        _ provider: SignInProvider, _ failure: ProviderFailure, _ destination: SignInDestination,
        _ request: OAuthRequest
    ) async -> OAuthResponse {
        pages.environment.logger.notice("sign-in by '\(provider.record.name)' failed: \(failure.detail)")
        await pages.environment.noteSignIn(false, "'\(provider.record.name)': \(failure.detail)", request)
        return SignInPages.failed(provider, failure, retry: destination.link("/signin"))
    }

    private static func parameter(_ name: String, _ request: OAuthRequest) throws(ProviderFailure) -> String? {
        let values = request.query.all(name)
        guard values.count < 2 else { throw .invalidAnswer("its answer has the parameter \(name) twice") }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }
}
