internal import ProxyModel

/// The page on which a user chooses how to sign in.
struct SignInPage {
    /// What went wrong with the attempt before.
    struct Failure: Sendable, Equatable {
        var status: Int
        var title: String
        var detail: String
        /// Seconds.
        var retryAfter: Int?
    }

    var destination: SignInDestination
    var binding: BrowserBinding
    var providers: [SignInProvider]
    var offersAccounts: Bool
    var context: SignInContext?
    var formOrigins: [String] = []
    /// Who is signed in already; that user may go on, or somebody else sign in.
    var session: BrowserSession?
    var failure: Failure?
    /// What was typed before.
    var username = ""

    /// The answer to a request, which also ties the browser to what it began.
    func response(to request: OAuthRequest) -> OAuthResponse {
        var page = Page(
            title: "Sign in", status: failure?.status ?? 200, formOrigins: formOrigins + (context?.formOrigins ?? []),
            headers: [binding.field(for: request)], content: content)
        if let seconds = failure?.retryAfter { page.headers.append(("Retry-After", "\(seconds)")) }
        return page.response
    }

    private var content: HTML {
        let name = context?.clientName.map { DisplayText.line($0, limit: 60) }
        let purpose: HTML? = name.map { "<p class=\"lead\">to continue to <b>\($0)</b></p>\n" }
        let notice = failure.map { HTML.notice(.error, title: $0.title, "<p>\($0.detail)</p>") }
        return "\(purpose)\(notice)\(alreadySignedIn)\(ways)"
    }

    private var ways: HTML {
        guard offersAccounts || !providers.isEmpty else { return Self.nothing(isRestricted: context?.providers != nil) }
        let links = providers.map { provider in
            HTML.link(
                "Continue with \(provider.label)", to: destination.link("/signin/" + provider.record.name),
                offersAccounts ? .secondary : .primary)
        }
        let buttons: HTML? = links.isEmpty ? nil : "<div class=\"stack\">\(links)</div>"
        let separator: HTML? = links.isEmpty || !offersAccounts ? nil : "<div class=\"or\">or with an account</div>"
        return HTML.card("\(buttons)\(separator)\(offersAccounts ? form : HTML())")
    }

    private static func nothing(isRestricted: Bool) -> HTML {
        guard !isRestricted else {
            return HTML.notice(
                .warning, title: "There is no way to sign in to this application",
                "<p>It takes none of the ways that are set up here. Its operator has to change that.</p>")
        }
        return HTML.notice(
            .warning, title: "There is no way to sign in yet",
            """
            <p>The operator of this server has to create an account with <code>proxyd oauth user create NAME \
            --password-stdin</code>, or to configure an identity provider.</p>
            """)
    }

    private var form: HTML {
        let hidden = destination.parameters + [(name: "csrf", value: binding.csrf)]
        let name = username.isEmpty ? context?.loginHint ?? "" : username
        let fields = HTML.field(
            label: "User name", name: "username", value: DisplayText.line(name, limit: 64), autocomplete: "username",
            isFocused: name.isEmpty, maximumLength: 64)
        let password = HTML.field(
            label: "Password", name: "password", type: .password, autocomplete: "current-password",
            isFocused: !name.isEmpty, maximumLength: 256)
        return HTML.form(
            action: "/signin/local", hidden: hidden, fields + password + HTML.actions(.button("Sign in")))
    }

    private var alreadySignedIn: HTML? {
        guard let session, failure == nil else { return nil }
        let name = DisplayText.line(session.user.username, limit: 64)
        // An authorization that asks for a fresh sign-in would only come back here.
        if case .transaction = destination {
            return HTML.notice(.information, title: "You are signed in as \(name)")
        }
        return HTML.notice(
            .information, title: "You are signed in as \(name)",
            "<p>\(HTML.link("Continue as \(name)", to: destination.location, .quiet))</p>")
    }
}
