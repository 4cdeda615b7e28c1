/// An authority over the network with an account at it.
struct AccountAuthority: CertificateAuthority {
    let client: ACMEClient
    let account: AccountReference
    /// Forgets that the account exists.
    let forget: @Sendable () async throws -> Void

    func newOrder(
        _ identifiers: [ACMEIdentifier], profile: String?, replaces: String?
    ) async throws(ACMEFailure) -> ACMEOrder {
        do throws(ACMEFailure) {
            return try await client.newOrder(
                identifiers, profile: profile, replaces: replaces.map(CertificateIdentifier.init(text:)), as: account)
        } catch {
            if case .problem(let problem) = error, problem.kind == .accountDoesNotExist { try? await forget() }
            throw error
        }
    }

    func order(at url: String) async throws(ACMEFailure) -> ACMEOrder { try await client.order(at: url, as: account) }

    func unfinishedOrder(_ identifiers: [ACMEIdentifier]) async throws(ACMEFailure) -> ACMEOrder? {
        try await client.unfinishedOrder(identifiers, as: account)
    }

    func authorization(at url: String) async throws(ACMEFailure) -> ACMEAuthorization {
        try await client.authorization(at: url, as: account)
    }

    func respond(to challengeURL: String) async throws(ACMEFailure) {
        _ = try await client.respond(to: challengeURL, as: account)
    }

    func deactivateAuthorization(at url: String) async throws(ACMEFailure) {
        try await client.deactivateAuthorization(at: url, as: account)
    }

    func finalize(_ order: ACMEOrder, csr: [UInt8]) async throws(ACMEFailure) -> ACMEOrder {
        try await client.finalize(order, csr: csr, as: account)
    }

    func certificateChain(at url: String, preferredRoot: String?) async throws(ACMEFailure) -> [UInt8] {
        try await client.certificateChain(at: url, preferredRoot: preferredRoot, as: account)
    }

    func renewalWindow(of certificate: String) async throws(ACMEFailure) -> RenewalWindow? {
        try await client.renewalInfo(CertificateIdentifier(text: certificate))
    }
}
