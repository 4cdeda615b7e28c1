/// What a server answered to a question, when it could answer it.
package struct DNSAnswer: Sendable, Equatable {
    /// The three answers that are no failure.
    package enum Outcome: Sendable, Equatable {
        /// There are records of the kind.
        case records
        /// The name is there, or may be behind a referral, but has no record of the kind (RFC 2308 §2.2).
        case noData
        /// There is no such name (NXDOMAIN, RFC 2308 §2.1).
        case noSuchName
    }

    /// Which of the three.
    package let outcome: Outcome
    /// Whether the server is one of the zone's own (AA).
    package let isAuthoritative: Bool
    /// The answer section, aliases on the way included.
    package let records: [DNSRecord]
    /// The authority section: the SOA of a negative answer, the NS records of a referral.
    package let authority: [DNSRecord]

    /// Makes an answer.
    package init(outcome: Outcome, isAuthoritative: Bool, records: [DNSRecord], authority: [DNSRecord]) {
        self.outcome = outcome
        self.isAuthoritative = isAuthoritative
        self.records = records
        self.authority = authority
    }
}
