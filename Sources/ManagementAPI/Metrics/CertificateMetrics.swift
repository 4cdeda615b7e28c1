internal import ACME

/// How this installation's certificates are, in numbers: their count grows with nothing that clients or operators make.
enum CertificateMetrics {
    /// Certificates that have a sample of their own: those that end first.
    static let named = 20
    private static let days: [Int64] = [1, 3, 7, 14, 30, 60, 90]

    /// Adds them; `failing` = how many issuances failed when they were tried last, nil = nobody can tell.
    static func write(
        _ expiries: CertificateExpiries, failing: Int?, now: Int64, to metrics: inout PrometheusText
    ) {
        let (counts, within, soonest) = expiries.with { index in
            let expired = index.count(endingBy: now)
            let revoked = index.revokedCount(endingAfter: now)
            return (
                (
                    valid: index.count - expired - revoked, revoked: revoked, expired: expired,
                    missing: index.missing
                ),
                days.map { Int64(index.count(endingBy: now + $0 * ExpiryWarning.day)) },
                Array(index.soonest(named))
            )
        }
        metrics.gauge(
            "proxyd_certificates",
            "Certificates by state; revoked = served until another is there; missing = wanted and not there.",
            [
                (["state": "valid"], Int64(counts.valid)), (["state": "revoked"], Int64(counts.revoked)),
                (["state": "expired"], Int64(counts.expired)),
                (["state": "missing"], Int64(counts.missing)),
            ])
        metrics.gauge(
            "proxyd_certificates_expiring", "Certificates that end within so many days, and those that have ended.",
            zip(days, within).map { (["within_days": "\($0)"], $1) })
        metrics.gauge(
            "proxyd_certificate_expiry_seconds",
            "Seconds left of the \(named) certificates that end first; negative after the end.",
            soonest.map { (["cert_name": $0.name], seconds($0.notAfter - now)) })
        guard let failing else { return }
        metrics.gauge(
            "proxyd_certificate_issuances_failing", "Wanted certificates whose last attempt failed.",
            [([:], Int64(failing))])
    }

    /// Rounded down, so that what has ended is never 0.
    private static func seconds(_ milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    }
}
