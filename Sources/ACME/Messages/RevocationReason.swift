/// Why a certificate is revoked: the codes of RFC 5280 §5.3.1 that subscribers may give.
package enum RevocationReason: Int, Sendable, CaseIterable {
    case unspecified = 0
    case keyCompromise = 1
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
}
