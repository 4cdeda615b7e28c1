/// An authority with an account at it: what an issuance asks of it (RFC 8555, RFC 9773).
package protocol CertificateAuthority: Sendable {
    /// The account that orders, with the key that challenges are answered by.
    var account: AccountReference { get }

    /// Orders a certificate; every call makes an order.
    func newOrder(
        _ identifiers: [ACMEIdentifier], profile: String?, replaces: String?
    ) async throws(ACMEFailure) -> ACMEOrder

    /// The order for exactly these identifiers that was made and not finalized; nil = there is none, or the authority
    /// lists no orders.
    func unfinishedOrder(_ identifiers: [ACMEIdentifier]) async throws(ACMEFailure) -> ACMEOrder?

    /// Reads an order.
    func order(at url: String) async throws(ACMEFailure) -> ACMEOrder

    /// Reads an authorization.
    func authorization(at url: String) async throws(ACMEFailure) -> ACMEAuthorization

    /// Tells the authority that a challenge can be looked at.
    func respond(to challengeURL: String) async throws(ACMEFailure)

    /// Gives an authorization up.
    func deactivateAuthorization(at url: String) async throws(ACMEFailure)

    /// Asks for the certificate of an order that is ready.
    func finalize(_ order: ACMEOrder, csr: [UInt8]) async throws(ACMEFailure) -> ACMEOrder

    /// Reads a certificate with its chain, PEM; the chain ends at the preferred root where the authority offers it.
    func certificateChain(at url: String, preferredRoot: String?) async throws(ACMEFailure) -> [UInt8]

    /// Reads when a certificate should be renewed; nil = the authority does not say.
    func renewalWindow(of certificate: String) async throws(ACMEFailure) -> RenewalWindow?
}
