package import ProxyModel

/// What is to be done next for an issuance, after its state was written.
package enum IssuanceStep: Sendable, Equatable {
    /// Look whether ordering makes sense.
    case check(Issuer)
    /// Make the key pair, or take that of the certificate at hand.
    case makeKey(CertificateKeyType, reusing: Bool)
    /// Ask the budgets of the authority.
    case spend([BudgetDemand], authority: String)
    /// Have the local authority issue, and store it.
    case issueLocally
    /// Look for an order that was sent by a node that did not live to see the answer.
    case findOrder(Issuer, names: [String])
    /// Order.
    case order(Issuer, names: [String], replaces: String?)
    /// Read authorizations.
    case readAuthorizations(Issuer, [String])
    /// Put the answers where the authority looks.
    case present([PendingChallenge])
    /// Tell the authority to look.
    case respond(Issuer, [PendingChallenge])
    /// Read the order.
    case readOrder(Issuer, String)
    /// Ask for the certificate.
    case finalize(Issuer, ACMEOrder)
    /// Fetch the certificate, check it, store it and take the answers away.
    case download(Issuer, String)
    /// Take the answers away and give the authorizations up.
    case withdraw(Issuer?, [PendingChallenge])
    /// Ask when the certificate should be renewed.
    case readWindow(Issuer, certificate: String)
    /// Wait until a time, in milliseconds since 1970.
    case wait(until: Int64)
    /// Nothing until `Issuance.nextAttempt`.
    case rest
}
