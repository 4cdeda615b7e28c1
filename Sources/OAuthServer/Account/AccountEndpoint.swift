internal import ProxyModel

/// `/account`: what a signed-in user sees and ends of their own.
package struct AccountEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment
    private let sessions: any BrowserSessions
    private let clients: any ConnectedClients
    private let consents: Consents
    private let keys: PersonalKeys

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment, sessions: any BrowserSessions, clients: any ConnectedClients) {
        self.environment = environment
        self.sessions = sessions
        self.clients = clients
        consents = Consents(environment.store)
        keys = PersonalKeys(environment)
    }

    package func respond(to web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        do throws(OAuthError) {
            guard let session = try await sessions.session(of: web) else {
                return .redirect(to: "/signin?return_to=%2Faccount", status: web.local.method == "POST" ? 303 : 302)
            }
            switch web.local.method {
            case "GET", "HEAD":
                return try await page(session, issuer: issuer, notice: Self.notice(web.query.all("done").first))
            case "POST": return try await act(web, session, issuer: issuer)
            default: return RefusalPage.methodNotAllowed("GET, HEAD, POST")
            }
        } catch {
            return RefusalPage(error).response
        }
    }

    private func act(
        _ web: OAuthRequest, _ session: BrowserSession, issuer: String
    ) async throws(OAuthError) -> OAuthResponse {
        guard web.isFromOwnPage, session.isProven(by: web) else {
            throw OAuthError(
                .invalidRequest, "the form did not come from the page that this server showed you; open it again",
                status: 403)
        }
        let subject = session.user.subject
        switch try web.form.required("action") {
        case "revoke-client":
            let client = try web.form.required("client_id")
            try await clients.revoke(client: client, of: subject)
            try await consents.revoke(client: client, of: subject)
            await note(web, session, "the user ended the access of the client", client: client)
            return Self.done("client")
        case "create-key":
            return try await createKey(web, session, issuer: issuer)
        case "delete-key":
            try await keys.delete(try web.form.required("key"), of: subject)
            return Self.done("key")
        case "end-session":
            try await sessions.revoke(digest: try web.form.required("session"), subject: subject)
            return Self.done("session")
        case "end-other-sessions":
            for other in try await sessions.sessions(subject: subject) where other.digest != session.digest {
                try await sessions.revoke(digest: other.digest, subject: subject)
            }
            return Self.done("session")
        default:
            throw OAuthError(.invalidRequest, "the form asks for something that is not known here")
        }
    }

    private func createKey(
        _ web: OAuthRequest, _ session: BrowserSession, issuer: String
    ) async throws(OAuthError) -> OAuthResponse {
        let label = DisplayText.line(try web.form.single("label") ?? "", limit: 60)
        guard !label.isEmpty, !label.unicodeScalars.contains(where: MarkupEscaping.isDisturbing) else {
            return try await page(session, issuer: issuer, status: 400, keyProblem: "Give the key a name.")
        }
        let known = scopes(issuer: issuer)
        let chosen = web.form.all("scope").filter(known.contains)
        guard !chosen.isEmpty || known.isEmpty else {
            return try await page(
                session, issuer: issuer, status: 400, keyProblem: "Choose at least one permission for the key.")
        }
        let lifetime = try lifetime(of: web)
        // The same form sent twice makes one key.
        let once = VolatileKey(.replay, "api-key:" + SecretDigest.hexadecimal(try web.form.required("once")))
        let isFirst: Bool
        do throws(StoreFailure) {
            isFirst = try await environment.store.put(once, [1], lifetime: 86_400_000, if: .absent)
        } catch { throw OAuthError(error) }
        guard isFirst else { return Self.done("repeated") }
        let key = try await keys.create(
            label: label, scopes: Set(chosen) == Set(known) ? [] : chosen, lifetime: lifetime, for: session.user)
        await note(web, session, "the user created an API key", client: nil)
        return CreatedKeyPage(label: label, key: key, username: session.user.username).response
    }

    private func lifetime(of web: OAuthRequest) throws(OAuthError) -> Int64? {
        switch try web.form.single("days") ?? "90" {
        case "0": return nil
        case let text:
            guard let days = Int64(text), (1...3_650).contains(days) else {
                throw OAuthError(
                    .invalidRequest, "the lifetime is not a number of days from 1 to 3650, or 0 for no end")
            }
            return days * 86_400_000
        }
    }

    private func page(
        _ session: BrowserSession, issuer: String, status: Int = 200, notice: HTML? = nil, keyProblem: String? = nil
    ) async throws(OAuthError) -> OAuthResponse {
        let subject = session.user.subject
        let summary: HTML? = keyProblem.map { .notice(.error, title: $0) }
        return AccountPage(
            session: session, clients: try await apps(of: subject), keys: keys.keys(of: subject),
            scopes: scopes(issuer: issuer), sessions: try await sessions.sessions(subject: subject),
            once: environment.token(bytes: 16), notice: summary ?? notice, status: status, keyProblem: keyProblem
        ).response
    }

    /// The clients that hold something, and behind them those that were allowed and hold nothing.
    private func apps(of subject: String) async throws(OAuthError) -> [ConnectedClient] {
        var apps = try await clients.clients(of: subject)
        for consent in try await consents.consents(of: subject) {
            guard let index = apps.firstIndex(where: { $0.clientID == consent.clientID }) else {
                apps.append(ConnectedClient(consent))
                continue
            }
            if apps[index].lastUsedAt == 0 {
                apps[index].resources += consent.resources.filter { !apps[index].resources.contains($0) }
            }
        }
        return apps
    }

    private func scopes(issuer: String) -> [String] {
        var scopes: [String] = []
        for scope in environment.resources.resources(issuer: issuer).flatMap(\.scopes) where !scopes.contains(scope) {
            scopes.append(scope)
        }
        return scopes
    }

    private func note(_ web: OAuthRequest, _ session: BrowserSession, _ reason: String, client: String?) async {
        await environment.trace.note(
            FlowStep(
                .revoke, isAccepted: true, reason, clientID: client, subject: session.user.subject,
                clientAddress: web.local.clientAddress, requestID: web.local.requestID, time: environment.now()))
    }

    private static func done(_ what: String) -> OAuthResponse {
        .redirect(to: "/account?done=" + what, status: 303)
    }

    /// What a change is confirmed with; other words in the address say nothing.
    private static func notice(_ what: String?) -> HTML? {
        switch what {
        case "client": .notice(.success, title: "The app has no access any more.")
        case "key": .notice(.success, title: "The key was deleted.")
        case "session": .notice(.success, title: "The browser was signed out.")
        case "repeated":
            .notice(
                .information, title: "The key was created already.",
                "<p>It was shown once. If you did not copy it, delete it and create another.</p>")
        default: nil
        }
    }
}
