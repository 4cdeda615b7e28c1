internal import ProxyModel

/// Says that a user may not use a resource, why, and what can be done.
struct AccessRefusedPage {
    let transaction: AuthorizationTransaction
    let session: BrowserSession
    let client: OAuthClient
    let resource: ProtectedResource
    let reason: AccessList.Refusal

    var response: OAuthResponse {
        Page(
            title: "You may not use this", status: 403, formOrigins: transaction.formOrigins,
            content: """
                \(.notice(.error, title: "Your account has no access to \(ClientWords.resource(resource.uri))."))
                \(.card(
                    """
                    \(.facts([("Signed in as", ClientWords.user(session.user)), ("Reason", "\(Self.words(reason))")]))
                    <p>Use another account, or ask the people who run this service to let you in.</p>
                    \(form)
                    """))
                """
        ).response
    }

    private var form: HTML {
        .form(
            action: "/consent", hidden: [("transaction", transaction.id), ("csrf", transaction.csrf(session))],
            .actions(
                .button("Use another account", name: "decision", value: "switch"),
                .button("Back to the app", .secondary, name: "decision", value: "deny")))
    }

    static func words(_ reason: AccessList.Refusal) -> String {
        switch reason {
        case .user: "You are not on the list of its users."
        case .email: "Your e-mail address is not on the list of its addresses."
        case .group: "You are in none of the groups that may use it."
        case .provider: "It takes accounts of another kind than the one that you signed in with."
        }
    }
}
