internal import ProxyModel

/// That a certificate ends soon, or has ended: told once for each number of days at which operators want to hear of it.
package struct ExpiryWarning: Sendable, Equatable {
    /// Name of the certificate.
    package let name: String
    /// Its end, in milliseconds since 1970.
    package let notAfter: Int64
    /// The number of days that it fell below; 0 or less = it has ended, so many days ago.
    package let days: Int64

    /// Milliseconds of a day.
    package static let day: Int64 = 86_400_000

    /// What is to be told of a certificate now; nil = nothing.
    ///
    /// `thresholds` are days, in any order. Of several that were passed only the last one counts. A certificate that is
    /// replaced by itself is none to warn of before its replacement is late: a number of days that is more than a third
    /// of its life (half, where it lives for less than ten days) is passed over, and for others one that is all its life.
    package init?(_ entry: CertificateExpiryIndex.Entry, thresholds: [Int], now: Int64) {
        name = entry.name
        notAfter = entry.notAfter
        let left = entry.notAfter.subtractingReportingOverflow(now).partialValue
        if left <= 0 {
            days = left / Self.day
            return
        }
        let part: Int64 = entry.isRenewed ? (entry.lifetime < 10 * Self.day ? 2 : 3) : 1
        let passed = thresholds.map(Int64.init).filter { days in
            days > 0 && left <= days * Self.day && days * Self.day < max(entry.lifetime / part, 1)
        }
        guard let nearest = passed.min() else { return nil }
        days = nearest
    }

    /// Whether the certificate has ended.
    package var isExpired: Bool { days <= 0 }

    /// What tells this warning from others, for all nodes.
    package var id: String { "\(name):\(notAfter):\(days)" }
}
