package import ProxyModel

/// How long a certificate that a handshake brought about is kept: pure decisions.
///
/// It is renewed while clients ask for it and the installation still permits it; without them it rests until it ends, and is
/// then forgotten. One that could not be had within an hour is given up: the next handshake begins anew.
package enum OnDemandLife {
    /// What is to be done with an issuance that is taken up.
    package enum Verdict: Sendable, Equatable {
        /// Work on it like on any other.
        case proceed
        /// Do nothing until a time in milliseconds since 1970.
        case rest(until: Int64)
        /// It is wanted no more, and neither is its certificate.
        case end
    }

    /// What is known of it.
    package struct Facts: Sendable {
        /// What is wanted.
        package var intent: CertificateIntent
        /// What is there; nil = nothing.
        package var certificate: CertificateRecord?
        /// The progress; nil = nobody took it up yet.
        package var issuance: Issuance?
        /// Whether a client asked for it lately.
        package var isUsed: Bool
        /// Whether a host still has leave and the name is still permitted; asked only where it counts.
        package var isPermitted: Bool

        /// Makes facts.
        package init(
            intent: CertificateIntent, certificate: CertificateRecord?, issuance: Issuance?, isUsed: Bool,
            isPermitted: Bool
        ) {
            self.intent = intent
            self.certificate = certificate
            self.issuance = issuance
            self.isUsed = isUsed
            self.isPermitted = isPermitted
        }
    }

    private static let patience: Int64 = 3_600_000
    private static let day: Int64 = 24 * 3_600_000

    /// Whether the certificate would be renewed now, or obtained at last, so that it counts who wants it.
    static func isAtTurn(_ certificate: CertificateRecord?, _ issuance: Issuance?, now: Int64) -> Bool {
        guard let certificate, now < certificate.notAfter, let renewal = issuance?.renewal else { return true }
        return renewal.moment <= now
    }

    /// The milliseconds within which a client must have asked for a certificate: half of its life.
    static func memory(of certificate: CertificateRecord) -> Int64 {
        max((certificate.notAfter - certificate.notBefore) / 2, patience)
    }

    /// What is to be done.
    package static func verdict(_ facts: Facts, now: Int64) -> Verdict {
        if facts.issuance?.work != nil || isAsked(facts) { return .proceed }
        guard let certificate = facts.certificate else {
            let isGivenUp = now - facts.intent.createdAt >= patience && (facts.issuance?.failures ?? 0) > 0
            return isGivenUp || !facts.isPermitted ? .end : .proceed
        }
        if facts.isUsed && facts.isPermitted { return .proceed }
        guard isAtTurn(certificate, facts.issuance, now: now) else { return .proceed }
        guard now < certificate.notAfter else { return .end }
        // What the settings or the hosts say may be something else tomorrow.
        return .rest(until: min(certificate.notAfter, now + day))
    }

    /// Whether an operator asked for it since it was tried last.
    private static func isAsked(_ facts: Facts) -> Bool {
        (facts.intent.renewalRequestedAt ?? 0) > (facts.issuance?.lastAttemptAt ?? 0)
    }
}
