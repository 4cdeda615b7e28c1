internal import Synchronization

/// An authority over the network with an account at it.
///
/// Where the authority refuses the account, another node may have changed its key meanwhile: it is read again, and the
/// request is sent once more when it is another one.
final class AccountAuthority: CertificateAuthority {
    private let client: ACMEClient
    /// The account as all nodes know it now; nil when it cannot be told.
    private let reread: @Sendable () async -> AccountReference?
    /// Forgets that the account exists.
    private let forget: @Sendable () async throws -> Void
    private let current: Mutex<AccountReference>

    init(
        client: ACMEClient, account: AccountReference, reread: @escaping @Sendable () async -> AccountReference?,
        forget: @escaping @Sendable () async throws -> Void
    ) {
        self.client = client
        self.reread = reread
        self.forget = forget
        current = Mutex(account)
    }

    var account: AccountReference { current.withLock { $0 } }

    func newOrder(
        _ identifiers: [ACMEIdentifier], profile: String?, replaces: String?
    ) async throws(ACMEFailure) -> ACMEOrder {
        do throws(ACMEFailure) {
            return try await acting { account throws(ACMEFailure) in
                try await self.client.newOrder(
                    identifiers, profile: profile, replaces: replaces.map(CertificateIdentifier.init(text:)),
                    as: account)
            }
        } catch {
            if case .problem(let problem) = error, problem.kind == .accountDoesNotExist { try? await forget() }
            throw error
        }
    }

    func order(at url: String) async throws(ACMEFailure) -> ACMEOrder {
        try await acting { account throws(ACMEFailure) in try await self.client.order(at: url, as: account) }
    }

    func unfinishedOrder(_ identifiers: [ACMEIdentifier]) async throws(ACMEFailure) -> ACMEOrder? {
        try await acting { account throws(ACMEFailure) in
            try await self.client.unfinishedOrder(identifiers, as: account)
        }
    }

    func authorization(at url: String) async throws(ACMEFailure) -> ACMEAuthorization {
        try await acting { account throws(ACMEFailure) in try await self.client.authorization(at: url, as: account) }
    }

    func respond(to challengeURL: String) async throws(ACMEFailure) {
        _ = try await acting { account throws(ACMEFailure) in
            try await self.client.respond(to: challengeURL, as: account)
        }
    }

    func deactivateAuthorization(at url: String) async throws(ACMEFailure) {
        try await acting { account throws(ACMEFailure) in
            try await self.client.deactivateAuthorization(at: url, as: account)
        }
    }

    func finalize(_ order: ACMEOrder, csr: [UInt8]) async throws(ACMEFailure) -> ACMEOrder {
        try await acting { account throws(ACMEFailure) in
            try await self.client.finalize(order, csr: csr, as: account)
        }
    }

    func certificateChain(at url: String, preferredRoot: String?) async throws(ACMEFailure) -> [UInt8] {
        try await acting { account throws(ACMEFailure) in
            try await self.client.certificateChain(at: url, preferredRoot: preferredRoot, as: account)
        }
    }

    func renewalWindow(of certificate: String) async throws(ACMEFailure) -> RenewalWindow? {
        try await client.renewalInfo(CertificateIdentifier(text: certificate))
    }

    /// Does what needs the account, once more where it turns out to be another one than thought.
    private func acting<Value>(
        _ body: (AccountReference) async throws(ACMEFailure) -> Value
    ) async throws(ACMEFailure) -> Value {
        let used = account
        do throws(ACMEFailure) {
            return try await body(used)
        } catch {
            guard case .problem(let problem) = error, problem.mayMeanAnotherKey, let known = await reread(),
                known.url != used.url || known.key.thumbprint != used.key.thumbprint
            else { throw error }
            current.withLock { $0 = known }
            return try await body(known)
        }
    }
}

extension ACMEProblem {
    /// Whether it may be that the key is not the account's any more; a wrong signature is malformed to some authorities.
    fileprivate var mayMeanAnotherKey: Bool {
        switch kind {
        case .accountDoesNotExist, .unauthorized, .malformed: true
        default: false
        }
    }
}
