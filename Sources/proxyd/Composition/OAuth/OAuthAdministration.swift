internal import ManagementAPI
internal import OAuthServer
internal import ProxyModel

/// The authorization server as the management API sees it.
struct OAuthAdministration: AuthorizationServer {
    let environment: OAuthEnvironment
    let users: LocalUsers
    let registered: RegisteredClients
    let clients: ClientsByIdentifier
    let sessions: StoredBrowserSessions
    let connected: GrantedClients
    let consents: Consents
    let tokens: TokenService
    let trace: StoredFlowTrace

    // MARK: - Accounts

    func createUser(_ user: NewUser) async throws(Problem) -> LocalUser {
        try await users.create(
            name: user.name, password: user.password, email: user.email, displayName: user.displayName,
            groups: user.groups)
    }

    func changeUser(_ name: String, _ change: UserChange) async throws(Problem) {
        if change.email != nil || change.displayName != nil || change.groups != nil {
            try await users.update(
                name, email: change.email, displayName: change.displayName, groups: change.groups)
        }
        if let isDisabled = change.isDisabled { try await users.setDisabled(isDisabled, of: name) }
        if let password = change.password { try await users.setPassword(password, of: name) }
    }

    func deleteUser(_ name: String) async throws(Problem) { try await users.delete(name) }

    func endProvider(_ name: String) async throws(Problem) {
        let seen = try await self.seen().subjects
        try await problem { () throws(OAuthError) in
            try await ProviderUsers(environment).endAll(of: name, and: seen, sessions: sessions)
        }
    }

    // MARK: - Clients

    func registerClient(_ metadata: JSONValue, issuer: String) async throws(Problem) -> JSONObject {
        let registration = try await problem { () throws(OAuthError) in
            try await registered.register(
                ClientMetadata(negotiating: metadata, origin: .operatorVouched), isVouched: true)
        }
        var answer = registration.json(issuer: issuer).objectValue ?? JSONObject()
        if issuer.isEmpty { answer["registration_client_uri"] = nil }
        return answer
    }

    func clientMetadata(_ id: String, fetching: Bool) async throws(Problem) -> JSONObject? {
        guard fetching || !id.contains("://") else { return nil }
        // A document that cannot be fetched now is no reason not to show the rest.
        guard let client = try? await clients.client(id) else { return nil }
        var metadata: JSONObject = ["redirect_uris": .array(client.redirectURIs.map { .string($0) })]
        if let name = client.name { metadata.append("client_name", .string(name)) }
        if let method = client.authenticationMethods.first {
            metadata.append("token_endpoint_auth_method", .string(method.rawValue))
        }
        metadata.append("grant_types", .array(client.grantTypes.map(\.rawValue).sorted().map { .string($0) }))
        if let scopes = client.scopes { metadata.append("scope", .string(scopes.joined(separator: " "))) }
        return metadata
    }

    func removeClient(_ id: String) async throws(Problem) {
        let registration = try await problem { () throws(OAuthError) in try registered.registration(id) }
        if let registration, registration.sealed != nil {
            try await problem { () throws(OAuthError) in try await registered.remove(registration) }
        } else if !registered.isSealed(id) {
            let key = RecordKey(.clients, id)
            try await environment.editor.edit { snapshot throws(Problem) in
                guard snapshot.clients[id] != nil else { throw Problem(.notFound, "there is no client '\(id)'") }
                return [.delete(key)]
            }
        }
        try await end(.client(id))
    }

    func pruneClients(disabledFor age: Int64, isDryRun: Bool) async throws(Problem) -> PrunedClients {
        let (disabled, unused) = (DisabledRegistrations(environment), RegistrationPruning(environment))
        guard !isDryRun else {
            return PrunedClients(disabled: disabled.list(disabledFor: age), unused: try await unused.countDue())
        }
        return PrunedClients(disabled: try await disabled.prune(disabledFor: age), unused: try await unused.run())
    }

    // MARK: - Access

    func end(_ subject: Revocation.Subject) async throws(Problem) {
        let registry = tokens.registry
        try await problem { () throws(OAuthError) in
            switch subject {
            case .token(let id):
                let end = (environment.now() + environment.settings.accessTokenLifetime) / 1_000
                try await registry.revoke(token: id, expiresAt: end)
            case .grant(let id): try await registry.revoke(grant: id)
            case .userAndClient(let user, let client): _ = try await registry.revoke(user: user, client: client)
            case .user(let user):
                // First, so that a sign-in under way finds that it is too late.
                _ = try await registry.revoke(user: user)
                try await sessions.revokeAll(subject: user)
            case .client(let client): _ = try await registry.revoke(client: client)
            }
        }
    }

    func sessions(of subject: String) async throws(Problem) -> [UserSession] {
        let found = try await problem { () throws(OAuthError) in try await sessions.sessions(subject: subject) }
        return found.map { session in
            UserSession(
                id: session.digest, subject: session.user.subject, username: session.user.username,
                provider: session.user.provider, clientAddress: session.clientAddress, userAgent: session.userAgent,
                authenticatedAt: session.authenticatedAt, lastUsedAt: session.lastUsedAt)
        }
    }

    func endSession(_ id: String, of subject: String) async throws(Problem) {
        try await problem { () throws(OAuthError) in try await sessions.revoke(digest: id, subject: subject) }
    }

    func access(of subject: String) async throws(Problem) -> [ClientAccess] {
        let found = try await problem { () throws(OAuthError) in try await connected.clients(of: subject) }
        return found.map { client in
            ClientAccess(
                clientID: client.clientID, clientName: client.name, subject: subject, resources: client.resources,
                scopes: client.scopes, authorizedAt: client.authorizedAt, lastUsedAt: client.lastUsedAt,
                lastAddress: client.lastAddress)
        }
    }

    func consents(of subject: String) async throws(Problem) -> [GivenConsent] {
        let found = try await problem { () throws(OAuthError) in try await consents.consents(of: subject) }
        return found.map { consent in
            GivenConsent(
                clientID: consent.clientID, subject: consent.subject, scopes: consent.scopes, givenAt: consent.givenAt)
        }
    }

    func revokeConsent(client: String, of subject: String) async throws(Problem) {
        try await problem { () throws(OAuthError) in
            try await consents.revoke(client: client, of: subject)
            try await connected.revoke(client: client, of: subject)
        }
    }

    func inspect(token: String) async throws(Problem) -> JSONObject {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        // Read before it is verified, only to know whose it says it is.
        guard parts.count == 3, let payload = Base64URL.decode(String(parts[1])),
            let issuer = (try? JSONValue(parsing: payload))?["iss"]?.stringValue
        else { return ["active": false] }
        let answer = try await problem { () throws(OAuthError) in
            try await tokens.introspection.answer(token, issuer: issuer, to: .operatorOfServer)
        }
        return answer.objectValue ?? ["active": false]
    }

    // MARK: - Keys and traces

    func rotateKeys(isCompromised: Bool) async throws(Problem) {
        try await tokens.keys.rotate(isCompromised: isCompromised)
    }

    func seen() async throws(Problem) -> (subjects: [String], clients: [String]) {
        try await stored { () throws(StoreFailure) in
            (try await trace.seen("user").sorted(), try await trace.seen("client").sorted())
        }
    }

    func trace(of party: TraceParty, limit: Int) async throws(Problem) -> [JSONObject] {
        try await stored { () throws(StoreFailure) in
            let steps =
                switch party {
                case .everybody: try await trace.latest(StoredFlowTrace.all, limit: limit)
                case .client(let id): try await trace.latest(about: "client", id, limit: limit)
                case .user(let subject): try await trace.latest(about: "user", subject, limit: limit)
                }
            return steps.map { entry in
                var entry = entry
                entry["v"] = nil
                return entry
            }
        }
    }

    func counters() async throws(Problem) -> [FlowCounter] {
        try await stored { () throws(StoreFailure) in
            var counters: [FlowCounter] = []
            for stage in FlowStep.Stage.allCases {
                counters.append(
                    FlowCounter(
                        stage: stage.rawValue, accepted: try await trace.count(stage, accepted: true),
                        refused: try await trace.count(stage, accepted: false)))
            }
            return counters
        }
    }

    // MARK: - Failures

    private func problem<Value: Sendable>(
        _ body: () async throws(OAuthError) -> Value
    ) async throws(Problem) -> Value {
        do throws(OAuthError) {
            return try await body()
        } catch {
            switch error.code {
            case .temporarilyUnavailable, .serverError:
                throw Problem(.storeUnavailable, error.detail, retryAfter: error.retryAfter ?? 2)
            default: throw Problem(.invalidContent, error.detail)
            }
        }
    }

    private func stored<Value: Sendable>(
        _ body: () async throws(StoreFailure) -> Value
    ) async throws(Problem) -> Value {
        do throws(StoreFailure) {
            return try await body()
        } catch {
            throw Problem(.storeUnavailable, "the store cannot be reached; try again", retryAfter: 2)
        }
    }
}
