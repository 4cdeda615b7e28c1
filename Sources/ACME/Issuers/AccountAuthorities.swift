package import Egress
package import ProxyModel
internal import Synchronization

/// The authorities that are asked over the network, with one account for each directory and contact, shared by all nodes.
///
/// The key is stored before the account is made: whoever comes later, or again, finds the same account by it (RFC 8555
/// §7.3.1), so that no lock is needed. What is remembered of an account holds as long as the shared secret is the same:
/// another node's change of it is seen at the next use.
package final class AccountAuthorities: AuthorityDirectory {
    private struct KnownAccount {
        let secret: [UInt8]
        let reference: AccountReference
    }

    private struct ClientKey: Hashable {
        let directoryURL: String
        let caPEM: String?
    }

    let secrets: any SharedSecretStore
    let now: @Sendable () -> Int64
    private let fetcher: HTTPFetcher
    private let caFile: String?
    private let userAgent: String
    private let clients = Mutex<[ClientKey: ACMEClient]>([:])
    private let known = Mutex<[String: KnownAccount]>([:])

    /// Makes the directory of authorities.
    ///
    /// - Parameters:
    ///   - secrets: Where accounts are kept.
    ///   - fetcher: Sends the requests.
    ///   - caFile: PEM file of the authorities to trust in TLS where an issuer brings none; nil = the fetcher's.
    ///   - userAgent: How requests introduce themselves (RFC 8555 §6.1).
    ///   - now: The time in milliseconds since 1970.
    package init(
        secrets: any SharedSecretStore, fetcher: HTTPFetcher, caFile: String?, userAgent: String,
        now: @escaping @Sendable () -> Int64
    ) {
        self.secrets = secrets
        self.fetcher = fetcher
        self.caFile = caFile
        self.userAgent = userAgent
        self.now = now
    }

    package func authority(_ issuer: Issuer, email: String?) async throws -> any CertificateAuthority {
        let name = StoredAccount.secretName(issuer.directoryURL, email)
        return AccountAuthority(
            client: client(issuer), account: try await reference(name, issuer, email),
            reread: { [self] in
                forget(name)
                return try? await reference(name, issuer, email)
            },
            forget: { [self] in try await forgetAddress(name) })
    }

    /// The client of an issuer's directory, which nonces and addresses are kept with.
    package func client(_ issuer: Issuer) -> ACMEClient {
        let key = ClientKey(directoryURL: issuer.directoryURL, caPEM: issuer.caPEM)
        return clients.withLock { clients in
            if let known = clients[key] { return known }
            let client = ACMEClient(
                directoryURL: issuer.directoryURL, fetcher: fetcher, caFile: caFile, caPEM: issuer.caPEM,
                userAgent: userAgent, now: now)
            clients[key] = client
            return client
        }
    }

    // MARK: - Accounts

    /// The account of a name, made where there is none.
    private func reference(_ name: String, _ issuer: Issuer, _ email: String?) async throws -> AccountReference {
        let secret = try secrets.secret(name)
        if let cached = known.withLock({ $0[name] }), cached.secret == secret { return cached.reference }
        let made = StoredAccount(directoryURL: issuer.directoryURL, email: email).bytes
        var account = try await update(name) { $0.flatMap { $0.deactivatedAt == nil ? $0.bytes : nil } ?? made }
        if account.url == nil {
            let key = account.key.pem
            let url = try await client(issuer).account(
                key: account.key, contacts: account.contacts, externalAccount: issuer.externalAccount
            ).url
            account = try await update(name) { stored in
                guard var stored else { return made }
                if stored.key.pem == key { stored.url = url }
                return stored.bytes
            }
        }
        return try await remember(try await settled(name, account, client(issuer)), name)
    }

    /// The account of a name that the authority knows already; nil = there is none.
    func existing(_ name: String, _ issuer: Issuer) async throws -> AccountReference? {
        guard let account = try stored(name), account.url != nil, account.deactivatedAt == nil else { return nil }
        return try await remember(try await settled(name, account, client(issuer)), name)
    }

    /// An account after a change of its key that may have been cut short: the authority says which key it takes.
    ///
    /// The key to follow stays where it is when the authority does not know it: the request for it may be under way.
    func settled(_ name: String, _ account: StoredAccount, _ client: ACMEClient) async throws -> StoredAccount {
        guard let pending = account.pendingKey, let url = account.url else { return account }
        do throws(ACMEFailure) {
            guard try await client.existingAccount(key: pending).url == url else { return account }
        } catch {
            guard case .problem(let problem) = error, !problem.isTemporary else { throw error }
            return account
        }
        return try await promote(pending, name)
    }

    /// Puts the key that was to follow in force, unless another node did.
    func promote(_ key: AccountKey, _ name: String) async throws -> StoredAccount {
        let (pem, time) = (key.pem, now())
        return try await update(name) { stored in
            guard var stored else { throw AccountProblem.unknown }
            guard let pending = stored.pendingKey, pending.pem == pem else { return stored.bytes }
            stored.key = pending
            stored.pendingKey = nil
            stored.keyChangedAt = time
            return stored.bytes
        }
    }

    /// The account of a name as this node knows it; nil = there is none.
    func stored(_ name: String) throws -> StoredAccount? {
        guard let bytes = try secrets.secret(name) else { return nil }
        return try Self.parsed(bytes)
    }

    /// Changes an account for all nodes, and returns it as it is then.
    func update(
        _ name: String, _ change: @Sendable (StoredAccount?) throws -> [UInt8]
    ) async throws -> StoredAccount {
        try Self.parsed(try await secrets.update(name) { try change(try $0.map(Self.parsed)) })
    }

    private static func parsed(_ bytes: [UInt8]) throws -> StoredAccount {
        guard let account = StoredAccount(bytes: bytes) else {
            throw IssuanceRefusal(
                IssuanceFailure(.configuration, "the account at the authority cannot be read from the store"))
        }
        return account
    }

    private func remember(_ account: StoredAccount, _ name: String) async throws -> AccountReference {
        guard let reference = account.reference else { throw AccountProblem.unregistered }
        known.withLock { $0[name] = KnownAccount(secret: account.bytes, reference: reference) }
        return reference
    }

    private func forget(_ name: String) { known.withLock { $0[name] = nil } }

    /// The authority does not know the account any more: it is made again with the same key at the next use.
    private func forgetAddress(_ name: String) async throws {
        forget(name)
        _ = try await update(name) { stored in
            guard var stored else { throw AccountProblem.unknown }
            stored.url = nil
            return stored.bytes
        }
    }
}
