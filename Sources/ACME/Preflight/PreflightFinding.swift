/// Something that a check before ordering found, in words for an operator.
package struct PreflightFinding: Sendable, Equatable, CustomStringConvertible {
    /// The checks.
    package enum Check: String, Sendable, CaseIterable {
        /// The authority issues for names of the public Internet only.
        case publicName = "public-name"
        /// The name has addresses.
        case resolution = "resolution"
        /// The addresses are ours.
        case ownAddress = "own-address"
        /// CAA records allow the authority (RFC 8659).
        case caa = "caa"
        /// A request for a challenge at the name arrives here.
        case ownChallenge = "own-challenge"
        /// The `_acme-challenge` name leads to a zone.
        case dnsZone = "dns-zone"
    }

    /// Whether ordering makes sense all the same.
    package enum Severity: String, Sendable, CaseIterable {
        /// The authority will refuse for certain: an order would waste an attempt.
        case blocking
        /// It may work: what is seen from here need not be what the authority sees.
        case warning
    }

    /// Which check found it.
    package var check: Check
    /// The name that it is about.
    package var name: String
    /// Whether ordering makes sense all the same.
    package var severity: Severity
    /// What is wrong and what to do, one or two sentences.
    package var words: String

    package var description: String { words }

    /// Makes a finding.
    package init(_ check: Check, _ name: String, _ severity: Severity, _ words: String) {
        self.check = check
        self.name = name
        self.severity = severity
        self.words = words
    }
}
