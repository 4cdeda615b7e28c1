internal import ProxyModel

/// What operators do with the accounts themselves; every change holds on all nodes.
///
/// `issuer` is whom the account is at, as far as connections go. Throws `AccountProblem` for an account that cannot be
/// changed, `ACMEFailure` of the authority, and what the store of accounts throws.
extension AccountAuthorities {
    /// Every account, by directory and contact; one that this node cannot open is told by its id alone.
    package func accounts() throws -> [AuthorityAccount] {
        try secrets.names(startingWith: StoredAccount.secretPrefix).compactMap { name in
            do {
                return try stored(name).map { AuthorityAccount(id: Self.id(name), $0) }
            } catch let failure as StoreFailure {
                throw failure
            } catch {
                return AuthorityAccount(unreadable: Self.id(name))
            }
        }.sorted { ($0.directoryURL, $0.email ?? "") < ($1.directoryURL, $1.email ?? "") }
    }

    /// An account; nil = there is none of that id.
    package func account(_ id: String) throws -> AuthorityAccount? {
        try stored(StoredAccount.secretPrefix + id).map { AuthorityAccount(id: id, $0) }
    }

    /// Puts a new key in the place of an account's (RFC 8555 §7.3.5).
    ///
    /// The new key is stored before the authority hears of it. After an end in between, whoever uses the account next asks
    /// the authority which of the two it takes; a change that had come through is what this returns with.
    package func changeKey(of id: String, at issuer: Issuer) async throws -> AuthorityAccount {
        let name = StoredAccount.secretPrefix + id
        let before = try usable(name)
        let fresh = AccountKey()
        let account = try await update(name) { stored in
            guard var stored else { throw AccountProblem.unknown }
            if stored.pendingKey == nil { stored.pendingKey = fresh }
            return stored.bytes
        }
        let client = client(issuer)
        if before.pendingKey != nil {
            let settled = try await settled(name, account, client)
            if settled.pendingKey == nil { return AuthorityAccount(id: id, settled) }
        }
        guard let pending = account.pendingKey, let reference = account.reference else {
            throw AccountProblem.unregistered
        }
        do throws(ACMEFailure) {
            _ = try await client.changeKey(to: pending, as: reference)
        } catch {
            // Another node may have asked for the same, or the answer alone may be lost.
            let settled = try? await settled(name, account, client)
            guard let settled, settled.pendingKey == nil else { throw error }
            return AuthorityAccount(id: id, settled)
        }
        return AuthorityAccount(id: id, try await promote(pending, name))
    }

    /// Tells the authority whom it may write to (RFC 8555 §7.3.2): URIs such as `mailto:ops@example.com`, or none.
    package func setContacts(
        _ contacts: [String], of id: String, at issuer: Issuer
    ) async throws -> AuthorityAccount {
        let name = StoredAccount.secretPrefix + id
        let reference = try await inForce(name, issuer)
        try await client(issuer).updateContacts(contacts, as: reference)
        let changed = try await update(name) { stored in
            guard var stored else { throw AccountProblem.unknown }
            stored.ownContacts = contacts
            return stored.bytes
        }
        return AuthorityAccount(id: id, changed)
    }

    /// Ends an account for good (RFC 8555 §7.3.6); the next order makes another one.
    ///
    /// One that the authority has ended already, or does not know any more, counts as ended.
    package func deactivate(_ id: String, at issuer: Issuer) async throws -> AuthorityAccount {
        let name = StoredAccount.secretPrefix + id
        let reference = try await inForce(name, issuer)
        do throws(ACMEFailure) {
            try await client(issuer).deactivate(reference)
        } catch {
            guard case .problem(let problem) = error,
                problem.kind == .unauthorized || problem.kind == .accountDoesNotExist
            else { throw error }
        }
        let time = now()
        let ended = try await update(name) { stored in
            guard var stored else { throw AccountProblem.unknown }
            if stored.url == reference.url, stored.deactivatedAt == nil { stored.deactivatedAt = time }
            return stored.bytes
        }
        return AuthorityAccount(id: id, ended)
    }

    private func usable(_ name: String) throws -> StoredAccount {
        guard let account = try stored(name) else { throw AccountProblem.unknown }
        guard account.deactivatedAt == nil else { throw AccountProblem.deactivated }
        guard account.url != nil else { throw AccountProblem.unregistered }
        return account
    }

    private func inForce(_ name: String, _ issuer: Issuer) async throws -> AccountReference {
        _ = try usable(name)
        guard let reference = try await existing(name, issuer) else { throw AccountProblem.unregistered }
        return reference
    }

    private static func id(_ name: String) -> String { String(name.dropFirst(StoredAccount.secretPrefix.count)) }
}
