internal import ProxyModel

/// Puts the sign-in page together, with the ways that are open for what it leads to.
package struct SignInPages: Sendable {
    let environment: OAuthEnvironment
    let providers: SignInProviders
    let sessions: any BrowserSessions
    let contexts: any SignInContexts

    /// Makes it.
    package init(
        _ environment: OAuthEnvironment, providers: SignInProviders, sessions: any BrowserSessions,
        contexts: any SignInContexts
    ) {
        self.environment = environment
        self.providers = providers
        self.sessions = sessions
        self.contexts = contexts
    }

    /// The page for a destination; nil when it is a transaction that is over, or another browser's.
    func page(
        _ destination: SignInDestination, binding: BrowserBinding, request: OAuthRequest
    ) async throws(OAuthError) -> SignInPage? {
        var context = environment.resource(of: destination)?.auth.providers.map { SignInContext(providers: $0) }
        if case .transaction(let id) = destination {
            guard let found = try await contexts.context(transaction: id, for: request) else { return nil }
            context = found
        }
        let offers = { (name: String) in context?.offers(name) ?? true }
        let others = providers.all.filter { offers($0.record.name) }
        let offersAccounts = offers(LocalAccounts.provider) && providers.hasLocalAccounts
        let session = try await sessions.session(of: request)
        return SignInPage(
            destination: destination, binding: binding, providers: others, offersAccounts: offersAccounts,
            context: context, formOrigins: environment.resource(of: destination).map { [$0.origin] } ?? [],
            session: session)
    }

    /// The page for a transaction that there is none of.
    static func expired() -> OAuthResponse {
        Page(
            title: "This sign-in is over", status: 400,
            content: HTML.notice(
                .warning, title: "It took too long, or it was begun in another browser",
                "<p>Go back to the application and begin again from there.</p>")
        ).response
    }

    /// The page for a sign-in at an identity provider that came to nothing, with a link to begin again.
    static func failed(_ provider: SignInProvider?, _ failure: ProviderFailure, retry: String) -> OAuthResponse {
        let name = provider.map { DisplayText.line($0.label, limit: 40) } ?? "the identity provider"
        let heading: String
        switch failure {
        case .denied: heading = "You were not signed in"
        case .unreachable: heading = "\(name) cannot be reached right now"
        case .invalidAnswer, .misconfigured: heading = "Signing in with \(name) did not work"
        }
        var response = Page(
            title: heading, status: failure.status,
            content: HTML.notice(.error, title: failure.detail, "<p>\(failure.remedy)</p>")
                + HTML.actions(.link("Try again", to: retry, .primary))
        ).response
        if case .unreachable = failure { response.headers.append(("Retry-After", "5")) }
        return response
    }
}
