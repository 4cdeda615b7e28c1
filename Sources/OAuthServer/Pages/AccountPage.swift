internal import ProxyModel

/// What a signed-in user sees of their own: apps that have access, keys, and browsers that are signed in.
struct AccountPage {
    let session: BrowserSession
    let clients: [ConnectedClient]
    let keys: [APIKey]
    /// The scopes that a key can be narrowed to.
    let scopes: [String]
    let sessions: [BrowserSession]
    /// A value that may create one key.
    let once: String
    var notice: HTML?
    var status = 200
    var keyProblem: String?

    var response: OAuthResponse {
        Page(
            title: "Your account", status: status, width: .wide, username: session.user.username,
            content: """
                \(notice)
                \(.card(heading: "Connected apps", clientList))
                \(.card(heading: "API keys", keyList))
                \(.card(heading: "Signed-in browsers", sessionList))
                \(.form(
                    action: "/signout", hidden: [("csrf", session.csrf)],
                    .actions(.button("Sign out", .secondary))))
                """
        ).response
    }

    private var clientList: HTML {
        guard !clients.isEmpty else { return "<p class=\"muted\">No app has access in your name.</p>" }
        let rows = clients.map { client -> HTML in
            """
            <div><h3>\(client.name.map { DisplayText.line($0) } ?? "An app without name")</h3>
            <p class="muted">\(client.resources.map(ClientWords.resource).joined(separator: ", "))</p>
            <p class="muted">Allowed \(Self.day(client.authorizedAt)). \(Self.use(of: client))</p></div>
            \(post("revoke-client", [("client_id", client.clientID)], .button("End access", .danger)))
            """
        }
        return .list(rows, class: "rows")
    }

    private var keyList: HTML {
        let rows = keys.map { key -> HTML in
            """
            <div><h3>\(DisplayText.line(key.label))</h3>
            <p class="muted"><code>mcp_\(key.id)_…</code></p>
            <p class="muted">\(ScopeWords.line(key.scopes))</p>
            <p class="muted">Created \(Self.day(key.createdAt)). \(key.expiresAt.map { "Ends " + Self.day($0) } ?? "Never ends").</p></div>
            \(post("delete-key", [("key", key.id)], .button("Delete", .danger)))
            """
        }
        let list: HTML =
            rows.isEmpty
            ? "<p class=\"muted\">For programs that cannot show a sign-in page. Whoever has a key acts in your name.</p>"
            : .list(rows, class: "rows")
        return list + keyForm
    }

    private var keyForm: HTML {
        let boxes = scopes.map { scope -> HTML in
            """
            <label class="check"><input type="checkbox" name="scope" value="\(scope)" checked> \
            <span>\(ScopeWords.entry(scope))</span></label>
            """
        }
        let permissions: HTML? =
            boxes.isEmpty ? nil : "<fieldset><legend>Permissions</legend>\(boxes)</fieldset>"
        return post(
            "create-key", [("once", once)],
            """
            <h3 class="part">New key</h3>
            <div class="split">\(.field(
                label: "Name", name: "label", hint: "What it is for.", error: keyProblem, maximumLength: 60))
            <div class="field"><label for="field-expiry">Lifetime</label><p class="hint">Shorter is safer.</p>
            <select id="field-expiry" name="days"><option value="30">30 days</option>\
            <option value="90" selected>90 days</option><option value="365">1 year</option>\
            <option value="0">No end</option></select></div></div>
            \(permissions)
            \(.button("Create key"))
            """)
    }

    private var sessionList: HTML {
        let rows = sessions.map { entry -> HTML in
            let isThis = entry.digest == session.digest
            let action: HTML =
                isThis
                ? "<span class=\"tag\">This browser</span>"
                : post("end-session", [("session", entry.digest)], .button("Sign out", .quiet))
            return """
                <div><h3>\(BrowserName.describe(entry.userAgent))</h3>
                <p class="muted">Signed in \(Self.moment(entry.authenticatedAt &* 1_000)) from \(entry.clientAddress). \
                Last used \(Self.moment(entry.lastUsedAt)).</p></div>
                \(action)
                """
        }
        let others: HTML? =
            sessions.count > 1
            ? post("end-other-sessions", [], .button("Sign out all others", .quiet)) : nil
        return .list(rows, class: "rows") + (others ?? HTML())
    }

    private func post(_ action: String, _ fields: [(name: String, value: String)], _ content: HTML) -> HTML {
        .form(action: "/account", hidden: [("csrf", session.csrf), ("action", action)] + fields, content)
    }

    /// When and from where a client was last seen; of one that holds nothing, consent is all there is.
    private static func use(of client: ConnectedClient) -> String {
        guard client.lastUsedAt > 0 else { return "It has no access now, but you allowed it before." }
        return "Last used " + moment(client.lastUsedAt) + (client.lastAddress.map { " from " + $0 } ?? "") + "."
    }

    /// `2026-11-21`.
    static func day(_ milliseconds: Int64) -> String {
        String(Timestamp(milliseconds: milliseconds).description.prefix(10))
    }

    /// `2026-11-21 12:30 UTC`.
    static func moment(_ milliseconds: Int64) -> String {
        let text = Timestamp(milliseconds: milliseconds).description
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5) + " UTC"
    }
}
