/// Shows a code to a user who copies it into the client.
struct OutOfBandPage {
    let code: String
    let clientName: String?

    var response: OAuthResponse {
        Page(
            title: "Copy this code",
            content: .card(
                """
                <p>Paste it into <b>\(DisplayText.line(clientName ?? "the app"))</b>, which is waiting for it. \
                It is good for one minute and one use.</p>
                <code class="secret">\(code)</code>
                <p class="muted">Give it to nobody, and paste it nowhere else.</p>
                """)
        ).response
    }
}
