internal import ProxyModel

/// Asks a user whether a client may have what it asks for.
///
/// What the client says of itself is marked as such; what this server knows of it stands beside it.
struct ConsentPage {
    let transaction: AuthorizationTransaction
    let session: BrowserSession
    let client: OAuthClient
    let resources: [ProtectedResource]

    var response: OAuthResponse {
        Page(
            title: "Allow access?", formOrigins: transaction.formOrigins,
            content: """
                \(ClientWords.lead(client, resources: resources.map(\.uri)))
                \(warning)
                \(.card(details))
                """
        ).response
    }

    private var redirect: RedirectDescription { RedirectDescription(transaction.request.redirectURI) }

    private var details: HTML {
        let facts: [(name: String, value: HTML)] = [
            ("App", ClientWords.origin(client)),
            ("Returns to", ClientWords.destination(redirect)),
            ("Signed in as", ClientWords.user(session.user)),
        ]
        return """
            \(.facts(facts))
            <h2>It would be able to</h2>
            \(.list(ScopeWords.entries(transaction.request.scopes)))
            \(form)
            """
    }

    private var form: HTML {
        .form(
            action: "/consent", hidden: [("transaction", transaction.id), ("csrf", transaction.csrf(session))],
            """
            \(.actions(
                .button("Allow", name: "decision", value: "approve"),
                .button("Deny", .secondary, name: "decision", value: "deny")))
            <p class="switch">\(.button("Use another account", .quiet, name: "decision", value: "switch"))</p>
            """)
    }

    private var warning: HTML? {
        switch redirect.kind {
        case .site: nil
        case .loopback:
            .notice(
                .warning, title: "Only allow this if you just started it yourself.",
                "<p>The answer goes to a program on this computer. Any program here could have asked.</p>")
        case .privateScheme:
            .notice(
                .warning, title: "Only allow this if you just started it yourself.",
                "<p>The answer goes to whichever program on this device opens addresses with "
                    + "<code>\(redirect.place)</code></p>")
        case .outOfBand:
            .notice(
                .warning, title: "Only allow this if you just started it yourself.",
                "<p>You will get a code to copy. Whoever has it gets this access.</p>")
        }
    }
}
