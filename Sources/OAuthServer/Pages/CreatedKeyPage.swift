/// Shows an API key, this once.
struct CreatedKeyPage {
    let label: String
    let key: String
    let username: String

    var response: OAuthResponse {
        Page(
            title: "Your new API key", width: .wide, username: username,
            content: """
                \(.notice(.warning, title: "Copy the key now. It is not shown again."))
                \(.card(
                    """
                    <p>Key for <b>\(DisplayText.line(label))</b>:</p>
                    <code class="secret">\(key)</code>
                    <p class="muted">Programs send it as <code>Authorization: Bearer …</code>. \
                    Whoever has it acts in your name until you delete it.</p>
                    <div class="actions">\(.link("I have copied it", to: "/account", .primary))</div>
                    """))
                """
        ).response
    }
}
