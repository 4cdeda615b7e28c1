/// Why a request to an authority did not give what was asked for.
package enum ACMEFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No answer: not reachable, no trust in its certificate, or too late; the words are for operators.
    case transport(String)
    /// The authority refused.
    case problem(ACMEProblem)
    /// The answer is not what RFC 8555 says; the words are for operators.
    case protocolViolation(String)
    /// The task was cancelled.
    case cancelled

    package var description: String {
        switch self {
        case .transport(let words): "the authority did not answer: \(words)"
        case .problem(let problem): "the authority refuses: \(problem)"
        case .protocolViolation(let words): "the authority breaks the protocol: \(words)"
        case .cancelled: "cancelled"
        }
    }
}
