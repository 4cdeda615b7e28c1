package import ProxyModel

/// The API keys of users, which are configuration: every node's guard knows them.
package struct PersonalKeys: Sendable {
    /// How many keys one user may have.
    static let most = 50

    private let environment: OAuthEnvironment

    /// Makes the keys.
    package init(_ environment: OAuthEnvironment) { self.environment = environment }

    /// The keys of a user, the newest first.
    package func keys(of subject: String) -> [APIKey] {
        let all = environment.snapshot()?.apiKeys.values.map(\.value) ?? []
        return all.filter { $0.subject == subject }.sorted { $0.createdAt > $1.createdAt }
    }

    /// Creates a key and returns its text, which is not kept.
    ///
    /// No scopes = all of them; `lifetime` is in milliseconds, nil = no end. Throws `invalid_request` when the user has
    /// too many, `temporarily_unavailable` when it could not be written.
    package func create(
        label: String, scopes: [String], lifetime: Int64?, for user: UserIdentity
    ) async throws(OAuthError) -> String {
        let id = identifier()
        let text = "mcp_" + id + "_" + environment.token()
        let now = environment.now()
        let key = APIKey(
            id: id, digest: SecretDigest.hexadecimal(text), label: label, subject: user.subject,
            username: user.username, email: user.email, groups: user.groups, scopes: scopes,
            expiresAt: lifetime.map { now &+ $0 }, createdAt: now)
        try await edit { snapshot throws(Problem) in
            let owned = snapshot.apiKeys.values.filter { $0.value.subject == user.subject }
            guard owned.count < Self.most else {
                throw Problem(.conflict, "there are \(Self.most) keys already; delete one first")
            }
            guard snapshot.apiKeys[id] == nil else {
                throw Problem(.conflict, "the key could not be created; try again")
            }
            return [.put(.apiKey(key))]
        }
        return text
    }

    /// Deletes a key of a user; nothing happens when it is not that user's.
    package func delete(_ id: String, of subject: String) async throws(OAuthError) {
        try await edit { snapshot in
            guard snapshot.apiKeys[id]?.value.subject == subject else { return [] }
            return [.delete(RecordKey(.apiKeys, id))]
        }
    }

    private func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(OAuthError) {
        do throws(Problem) {
            try await environment.editor.edit(plan)
        } catch {
            throw error.kind.status >= 500
                ? OAuthError(.temporarilyUnavailable, "the key could not be written; try again", retryAfter: 2)
                : OAuthError(.invalidRequest, error.detail)
        }
    }

    /// 10 characters of 36, without a preference for any: bytes beyond a multiple of 36 are thrown away.
    private func identifier() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var result: [UInt8] = []
        while result.count < 10 {
            for byte in environment.randomBytes(16) where byte < 252 && result.count < 10 {
                result.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
