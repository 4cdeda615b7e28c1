package import ProxyModel

/// Makes and changes accounts of proxyd's own; the management interface and the command line call this.
package struct LocalUsers: Sendable {
    private let environment: OAuthEnvironment
    private let hasher: PasswordHasher
    private let sessions: any BrowserSessions

    /// Makes it.
    package init(_ environment: OAuthEnvironment, hasher: PasswordHasher, sessions: any BrowserSessions) {
        self.environment = environment
        self.hasher = hasher
        self.sessions = sessions
    }

    /// Makes an account and returns it.
    ///
    /// Throws 422 for a name or password against the rules, 409 when the name is taken, 503 when the store is away.
    package func create(
        name: String, password: String, email: String? = nil, displayName: String? = nil, groups: [String] = []
    ) async throws(Problem) -> LocalUser {
        let name = name.lowercased()
        guard LocalUser.isName(name) else {
            throw Self.invalid("/name", "a name has 1 to 64 letters, digits, '.', '_', '-' and '@'")
        }
        let hash = try await hash(password, for: name)
        let now = environment.now()
        let user = LocalUser(
            name: name, passwordHash: hash, email: email, displayName: displayName, groups: groups, createdAt: now,
            updatedAt: now)
        try await environment.editor.edit { snapshot throws(Problem) in
            guard snapshot.users[name] == nil else { throw Problem(.conflict, "there is a user '\(name)' already") }
            return [.put(.user(user))]
        }
        return user
    }

    /// Sets a new password, and signs the user out everywhere: who knew the old one is not to stay.
    ///
    /// Throws 404 for an unknown name, else as `create`.
    package func setPassword(_ password: String, of name: String) async throws(Problem) {
        let name = name.lowercased()
        _ = try existing(name)
        let hash = try await hash(password, for: name)
        try await change(name) { $0.passwordHash = hash }
        try await endAccess(of: name)
    }

    /// Changes what is known of a user; nil leaves a value as it is, an empty text removes it.
    package func update(
        _ name: String, email: String? = nil, displayName: String? = nil, groups: [String]? = nil
    ) async throws(Problem) {
        try await change(name.lowercased(), withKeys: true) { user in
            if let email { user.email = email.isEmpty ? nil : email }
            if let displayName { user.displayName = displayName.isEmpty ? nil : displayName }
            if let groups { user.groups = groups }
        }
    }

    /// Disables an account, which ends its sessions and tokens, or enables it again.
    package func setDisabled(_ isDisabled: Bool, of name: String) async throws(Problem) {
        let name = name.lowercased()
        try await change(name) { $0.isDisabled = isDisabled }
        if isDisabled { try await endAccess(of: name) }
    }

    /// Deletes an account with its API keys, and ends its sessions and tokens.
    package func delete(_ name: String) async throws(Problem) {
        let name = name.lowercased()
        let subject = LocalAccounts.subject(name)
        try await environment.editor.edit { snapshot throws(Problem) in
            guard snapshot.users[name] != nil else { throw Self.unknown(name) }
            let keys = snapshot.apiKeys.values.filter { $0.value.subject == subject }
            return [.delete(RecordKey(.users, name))] + keys.map { .delete(RecordKey(.apiKeys, $0.value.id)) }
        }
        try await endAccess(of: name)
    }

    private func change(
        _ name: String, withKeys: Bool = false, _ body: @escaping @Sendable (inout LocalUser) -> Void
    ) async throws(Problem) {
        let now = environment.now()
        try await environment.editor.edit { snapshot throws(Problem) in
            guard var user = snapshot.users[name]?.value else { throw Self.unknown(name) }
            body(&user)
            user.updatedAt = now
            // Keys say by themselves whose they are and what groups that person is in.
            let owned = withKeys ? snapshot.apiKeys.values.map(\.value) : []
            let keys = owned.filter { $0.subject == LocalAccounts.subject(name) }.map { key in
                var key = key
                (key.email, key.groups) = (user.email, user.groups)
                return Change.put(.apiKey(key))
            }
            return [.put(.user(user))] + keys
        }
    }

    /// Ends every browser session and everything that was issued to the user.
    private func endAccess(of name: String) async throws(Problem) {
        let subject = LocalAccounts.subject(name)
        do throws(OAuthError) {
            // First, so that a sign-in under way finds that it is too late.
            try await GrantRegistry(environment).revoke(user: subject)
            try await sessions.revokeAll(subject: subject)
        } catch {
            throw Problem(
                .storeUnavailable, "the change is made, but tokens could not be revoked; repeat it", retryAfter: 2)
        }
    }

    private func existing(_ name: String) throws(Problem) -> LocalUser {
        guard let snapshot = environment.snapshot() else {
            throw Problem(.storeUnavailable, "the configuration is not loaded yet", retryAfter: 2)
        }
        guard let user = snapshot.users[name]?.value else { throw Self.unknown(name) }
        return user
    }

    private func hash(_ text: String, for name: String) async throws(Problem) -> String {
        let password: Password
        do throws(Password.Weakness) {
            password = try Password(new: text, for: name)
        } catch { throw Self.invalid("/password", error.rawValue) }
        do throws(OAuthError) {
            return try await hasher.hash(password)
        } catch { throw Problem(.storeUnavailable, error.detail, retryAfter: error.retryAfter) }
    }

    private static func unknown(_ name: String) -> Problem { Problem(.notFound, "there is no user '\(name)'") }

    private static func invalid(_ pointer: String, _ detail: String) -> Problem {
        Problem(.invalidContent, detail, issues: [SchemaIssue(pointer: pointer, detail: detail)])
    }
}
