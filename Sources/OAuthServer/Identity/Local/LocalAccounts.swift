internal import Logging
package import ProxyModel

/// Signs people in with accounts of proxyd's own.
package struct LocalAccounts: Sendable {
    /// Why somebody is not signed in; fit to be shown.
    package enum Refusal: Error, Sendable, Equatable {
        /// Name or password is wrong, or the account is disabled: from outside there is no difference.
        case failed
        /// Too many attempts; seconds until the next one.
        case throttled(Int)
        /// The server cannot find out now.
        case unavailable(OAuthError)
    }

    /// What is in `provider` of identities and begins their subjects.
    package static let provider = "local"

    private let environment: OAuthEnvironment
    private let hasher: PasswordHasher
    private let throttle: SignInThrottle

    /// Makes the check.
    package init(_ environment: OAuthEnvironment, hasher: PasswordHasher) {
        self.environment = environment
        self.hasher = hasher
        self.throttle = SignInThrottle(store: environment.store)
    }

    /// The user that name and password belong to.
    package func signIn(name: String, password: String, address: String) async throws(Refusal) -> UserIdentity {
        let name = name.lowercased()
        // Names that cannot be are counted together: a stranger's text makes no keys without end.
        let counted = LocalUser.isName(name) ? name : "-"
        let delay: Int?
        do throws(StoreFailure) {
            delay = try await throttle.admit(name: counted, address: address)
        } catch { throw .unavailable(OAuthError(error)) }
        if let delay { throw .throttled(delay) }
        guard let snapshot = environment.snapshot() else {
            throw .unavailable(
                OAuthError(.temporarilyUnavailable, "the configuration is not loaded yet; try again", retryAfter: 2))
        }
        let user = snapshot.users[name]?.value
        guard let entered = Password(entered: password) else { throw .failed }
        let verdict: PasswordHasher.Verdict
        do throws(OAuthError) {
            verdict = try await hasher.verify(entered, user?.passwordHash)
        } catch { throw .unavailable(error) }
        // The password may have been changed while it was looked at.
        guard case .right(let needsRehash) = verdict, let user, !user.isDisabled,
            environment.snapshot()?.users[name]?.value.passwordHash == user.passwordHash
        else { throw .failed }
        do throws(StoreFailure) {
            try await throttle.succeed(name: name, address: address)
        } catch { throw .unavailable(OAuthError(error)) }
        if needsRehash { await rehash(user, entered) }
        return Self.identity(user)
    }

    /// The identity of an account.
    package static func identity(_ user: LocalUser) -> UserIdentity {
        UserIdentity(
            subject: subject(user.name), provider: provider, username: user.name, email: user.email,
            name: user.displayName, groups: user.groups)
    }

    /// The claim `sub` of an account.
    package static func subject(_ name: String) -> String { provider + ":" + name }

    /// A sign-in still counts if the new hash cannot be stored: the next one tries again.
    private func rehash(_ user: LocalUser, _ password: Password) async {
        guard let hash = try? await hasher.hash(password) else { return }
        let now = environment.now()
        do throws(Problem) {
            try await environment.editor.edit { snapshot throws(Problem) in
                guard var current = snapshot.users[user.name]?.value, current.passwordHash == user.passwordHash else {
                    return []
                }
                current.passwordHash = hash
                current.updatedAt = now
                return [.put(.user(current))]
            }
        } catch {
            environment.logger.notice("a password could not be hashed anew: \(error.detail)")
        }
    }
}

extension LocalUser {
    /// Whether a text can be the name of an account: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`, `@`.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-@".utf8.contains(byte)
            }
    }
}
