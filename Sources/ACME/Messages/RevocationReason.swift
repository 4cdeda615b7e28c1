/// Why a certificate is revoked: the codes of RFC 5280 §5.3.1 that subscribers may give.
package enum RevocationReason: Int, Sendable, CaseIterable {
    case unspecified = 0
    case keyCompromise = 1
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5

    /// The reason of that name, as RFC 5280 §5.3.1 spells it; nil for another.
    package init?(name: String) {
        guard let reason = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = reason
    }

    /// Its name in RFC 5280 §5.3.1.
    package var name: String { "\(self)" }
}
