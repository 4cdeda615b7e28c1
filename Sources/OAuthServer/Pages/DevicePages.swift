internal import ProxyModel

/// The pages on which a user lets a device in (RFC 8628 §3.3).
enum DevicePages {
    /// Asks for the code that the device shows.
    static func entry(session: BrowserSession, userCode: String, error: String?, status: Int = 200) -> OAuthResponse {
        let summary: HTML? = error.map { .notice(.error, title: $0) }
        return Page(
            title: "Connect a device", status: status, username: session.user.username,
            content: """
                <p class="lead">Enter the code that the device or program shows.</p>
                \(summary)
                \(.card(
                    .form(
                        action: "/device", hidden: [("csrf", session.csrf)],
                        """
                        <div class="big">\(.field(
                            label: "Code", name: "user_code", value: DisplayText.line(userCode, limit: 16),
                            hint: "Eight letters; small or capital does not matter.", isFocused: true,
                            maximumLength: 16))</div>
                        \(.actions(.button("Continue")))
                        """)))
                """
        ).response
    }

    /// Asks whether the device may have what it asks for.
    static func consent(session: BrowserSession, request: DeviceRequest, client: OAuthClient) -> OAuthResponse {
        let facts: [(name: String, value: HTML)] = [
            ("Code", "<code>\(request.userCode)</code>"), ("App", ClientWords.origin(client)),
            ("Signed in as", ClientWords.user(session.user)),
        ]
        return Page(
            title: "Allow access?",
            content: """
                \(ClientWords.lead(client, resources: request.resources))
                \(.notice(
                    .warning, title: "Only allow this if you see this code on your own device.",
                    "<p>Somebody who sent you the code, or a link with it, would get access in your name.</p>"))
                \(.card(
                    """
                    \(.facts(facts))
                    <h2>It would be able to</h2>
                    \(.list(ScopeWords.entries(request.scopes)))
                    \(.form(
                        action: "/device", hidden: [("csrf", session.csrf), ("user_code", request.userCode)],
                        .actions(
                            .button("Allow", name: "decision", value: "approve"),
                            .button("Deny", .secondary, name: "decision", value: "deny"))))
                    """))
                """
        ).response
    }

    /// Says what was decided.
    static func decided(isApproved: Bool, session: BrowserSession) -> OAuthResponse {
        Page(
            title: isApproved ? "The device is connected" : "The device was refused",
            username: session.user.username,
            content: isApproved
                ? """
                \(.notice(.success, title: "You can close this page and go back to the device."))
                <p>You can see and end its access on <a href="/account">your account page</a>.</p>
                """
                : .notice(.information, title: "It got no access. You can close this page.")
        ).response
    }

    /// Says that the user may not use what the device asks for.
    static func refused(session: BrowserSession, resource: String, reason: AccessList.Refusal) -> OAuthResponse {
        Page(
            title: "You may not use this", status: 403, username: session.user.username,
            content: """
                \(.notice(.error, title: "Your account has no access to \(ClientWords.resource(resource))."))
                <p>\(AccessRefusedPage.words(reason)) Ask the people who run this service to let you in, or sign in with \
                another account.</p>
                """
        ).response
    }
}
