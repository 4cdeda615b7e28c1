package import Egress
package import ProxyModel
internal import Synchronization

/// The authorities that are asked over the network, with one account for each directory and contact, shared by all nodes.
///
/// The key is stored before the account is made: whoever comes later, or again, finds the same account by it (RFC 8555
/// §7.3.1), so that no lock is needed.
package final class AccountAuthorities: AuthorityDirectory {
    let secrets: any SharedSecretStore
    private let fetcher: HTTPFetcher
    private let caFile: String?
    private let userAgent: String
    private let now: @Sendable () -> Int64
    private let clients = Mutex<[String: ACMEClient]>([:])
    private let accounts = Mutex<[String: AccountReference]>([:])

    /// Makes the directory of authorities.
    ///
    /// - Parameters:
    ///   - secrets: Where accounts are kept.
    ///   - fetcher: Sends the requests.
    ///   - caFile: PEM file of the authorities to trust in TLS; nil = the fetcher's.
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
        let client = client(issuer.directoryURL)
        if let known = accounts.withLock({ $0[name] }) {
            return AccountAuthority(client: client, account: known, forget: { try await self.forget(name) })
        }
        var account = try await stored(name, issuer, email)
        if account.url == nil {
            account.url = try await client.account(
                key: account.key, contacts: account.contacts, externalAccount: issuer.externalAccount
            ).url
            let registered = account.bytes
            _ = try await secrets.update(name) { _ in registered }
        }
        let reference = AccountReference(url: account.url ?? "", key: account.key)
        accounts.withLock { $0[name] = reference }
        return AccountAuthority(client: client, account: reference, forget: { try await self.forget(name) })
    }

    /// The client of a directory, which nonces and addresses are kept with.
    package func client(_ directoryURL: String) -> ACMEClient {
        clients.withLock { clients in
            if let known = clients[directoryURL] { return known }
            let client = ACMEClient(
                directoryURL: directoryURL, fetcher: fetcher, caFile: caFile, userAgent: userAgent, now: now)
            clients[directoryURL] = client
            return client
        }
    }

    private func stored(_ name: String, _ issuer: Issuer, _ email: String?) async throws -> StoredAccount {
        let made = StoredAccount(directoryURL: issuer.directoryURL, email: email).bytes
        let bytes = try await secrets.update(name) { $0 ?? made }
        guard let account = StoredAccount(bytes: bytes) else {
            throw IssuanceRefusal(
                IssuanceFailure(.configuration, "the account at \(issuer.directoryURL) cannot be read from the store"))
        }
        return account
    }

    /// The authority does not know the account any more: it is made again with the same key at the next use.
    private func forget(_ name: String) async throws {
        accounts.withLock { $0[name] = nil }
        _ = try await secrets.update(name) { bytes in
            guard let bytes, var account = StoredAccount(bytes: bytes) else { return bytes ?? [] }
            account.url = nil
            return account.bytes
        }
    }
}
