/// Why a record could not be published; equal by code, the detail is for operators.
package struct DNSProviderFailure: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// The settings of the provider cannot work.
        case misconfigured = "DNS provider is not set up right"
        case unauthorised = "DNS provider refuses the credentials"
        /// The resolver that this node asks failed, or did not answer: no provider has been asked yet.
        case notLookedUp = "the name cannot be looked up"
        /// No zone for the name, or the provider does not have it.
        case zoneNotFound = "no zone for the name"
        case refused = "DNS provider refuses the change"
        case rateLimited = "DNS provider wants fewer requests"
        case unreachable = "DNS provider is not reachable"
        case timedOut = "DNS provider does not answer"
        /// The provider failed by its own account (5xx, SERVFAIL), or its answer makes no sense.
        case failed = "DNS provider failed"
        /// The record was made, but authoritative servers do not show it yet.
        case notPropagated = "record is not on all authoritative name servers"
        case cancelled = "cancelled"
    }

    /// What went wrong; failures are equal when this is.
    package let code: Code
    /// More words, without any credential; may be empty.
    package let detail: String
    /// How long to wait before the next attempt, in milliseconds, when the provider said so.
    package let retryAfter: Int64?

    /// Whether the next request to the same provider would fail as well.
    var isOfProvider: Bool {
        switch code {
        case .misconfigured, .unauthorised, .unreachable, .timedOut, .rateLimited: true
        case .notLookedUp, .zoneNotFound, .refused, .failed, .notPropagated, .cancelled: false
        }
    }

    package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }

    /// Makes a failure.
    package init(_ code: Code, _ detail: String = "", retryAfter: Int64? = nil) {
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
    }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
