/// How far the wanted certificate of one intent is: derived, never edited, written under a lease at every step.
package struct Issuance: Sendable, Equatable {
    /// What users are shown.
    package enum Phase: String, Sendable, CaseIterable {
        /// Nothing is ordered yet, or a limit must be waited for.
        case pending
        case ordered
        case validating
        case issued
        case failed
    }

    /// How many attempts the history keeps.
    package static let historyLimit = 20
    /// How many findings of the checks are kept.
    package static let findingLimit = 50

    /// Name of the certificate.
    package var name: String
    /// How many attempts were begun, ever; each orders at most once.
    package var attempts: Int64 = 0
    /// How many attempts failed since the last success.
    package var failures: Int = 0
    /// The attempt under way; nil = none.
    package var work: IssuanceWork?
    /// What the last attempt was for: the digest of the intent; nil = there was none.
    package var triedFor: String?
    /// What the certificate at hand was issued for: the digest of the intent; nil = none was issued.
    package var issuedFor: String?
    /// The directory of the authority that issued the certificate at hand; nil = none, or the local authority.
    package var issuedBy: String?
    /// When the last attempt began, in milliseconds since 1970; nil = there was none.
    package var lastAttemptAt: Int64?
    /// Which of the issuers the next attempt asks.
    package var issuerIndex: Int = 0
    /// Whether the next attempt asks the authority's test system first, so as not to use up limits.
    package var needsRehearsal = false
    /// Whether the test system was content after the last failure.
    package var isRehearsed = false
    /// Why there is no certificate, or no new one; nil = nothing is wrong.
    package var failure: IssuanceFailure?
    /// What the checks before the last order found, also where it did not keep from ordering; at most `findingLimit`.
    package var findings: [PreflightFinding] = []
    /// The last attempts, oldest first, at most `historyLimit`.
    package var history: [IssuanceAttempt] = []
    /// When it is looked at next, in milliseconds since 1970.
    package var nextAttempt: Int64
    /// When the certificate at hand is renewed; nil = there is none.
    package var renewal: RenewalSchedule?

    /// Makes the beginning of an issuance.
    package init(name: String, now: Int64) {
        self.name = name
        nextAttempt = now
    }

    /// What users are shown.
    package var phase: Phase {
        switch work?.stage {
        case .preparing, .ordering: return .pending
        case .authorizing, .presenting: return .ordered
        case .responding, .validating, .finalizing, .downloading: return .validating
        case .withdrawing, nil: break
        }
        guard let failure else { return issuedFor == nil ? .pending : .issued }
        return failure.kind.isWaiting ? .pending : .failed
    }
}
