/// An attempt that is over, for the history.
package struct IssuanceAttempt: Sendable, Equatable {
    /// How it ended.
    package enum Outcome: String, Sendable, CaseIterable {
        case issued
        /// The authority's test system was content.
        case rehearsed
        case failed
        /// It was stopped: the node died while ordering, or something else is wanted now.
        case abandoned
    }

    /// Its number among all attempts.
    package var number: Int64
    /// Milliseconds since 1970.
    package var startedAt: Int64
    /// Milliseconds since 1970.
    package var endedAt: Int64
    /// Name of the issuer.
    package var issuer: String
    /// Whether it was the authority's test system.
    package var isRehearsal: Bool
    /// How it ended.
    package var outcome: Outcome
    /// Why it failed or was stopped; empty = it did not.
    package var words: String

    /// Makes an entry.
    package init(_ work: IssuanceWork, endedAt: Int64, outcome: Outcome, words: String = "") {
        number = work.number
        startedAt = work.startedAt
        self.endedAt = endedAt
        issuer = work.issuer
        isRehearsal = work.isRehearsal
        self.outcome = outcome
        self.words = words
    }
}
