import ACME

extension ACMEFailure {
    /// What the authority said; nil for failures of other kinds.
    var problem: ACMEProblem? {
        if case .problem(let problem) = self { problem } else { nil }
    }

    /// Why there was no answer; nil for failures of other kinds.
    var transport: String? {
        if case .transport(let words) = self { words } else { nil }
    }

    /// How the protocol was broken; nil for failures of other kinds.
    var violation: String? {
        if case .protocolViolation(let words) = self { words } else { nil }
    }
}
