/// Why there is no answer; equal by code, the detail is for logs and operators.
package struct FetchFailure: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        case invalidRequest = "invalid request"
        case unresolved = "name not resolved"
        case unreachable = "not reachable"
        /// The policy does not allow the address.
        case forbiddenAddress = "address not allowed"
        case timedOut = "timed out"
        case tlsFailed = "TLS failed"
        case tooLarge = "answer too large"
        case tooManyRedirects = "too many redirects"
        /// The peer broke off, or does not speak HTTP.
        case protocolError = "protocol error"
        /// The task was cancelled, or the fetcher was shut down.
        case cancelled = "cancelled"
    }

    /// What went wrong; failures are equal when this is.
    package let code: Code
    /// More words for the log; may be empty.
    package let detail: String

    package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }

    /// Makes a failure.
    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
