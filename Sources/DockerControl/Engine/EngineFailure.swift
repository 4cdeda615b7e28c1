internal import ProxyModel

/// Why an engine did not do what it was asked; equal by code and status, the message is for logs and operators.
package struct EngineFailure: Error, Equatable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// Nobody answers at the address.
        case unreachable = "engine not reachable"
        case timedOut = "engine timed out"
        /// The connection broke, or the peer does not speak HTTP; what was asked may have been done.
        case interrupted = "connection with the engine broke"
        case tlsFailed = "TLS with the engine failed"
        /// Our task was cancelled.
        case cancelled = "cancelled"
        /// The engine and this program have no version of the API in common.
        case unsupportedVersion = "no common version of the engine's API"
        /// A proxy before the engine, or a smaller engine, does not have this part of the API.
        case unsupported = "not offered by the engine"
        /// What was asked for makes no sense to the engine.
        case invalidRequest = "refused by the engine"
        case notFound = "not found"
        /// A name that is taken, a container that runs, an image or a volume that is in use.
        case conflict = "conflict"
        /// Registry or engine want credentials, or others.
        case accessDenied = "access denied"
        /// An image cannot be fetched, for a reason that is none of the others; the message begins with its name.
        case pullFailed = "cannot pull"
        case portTaken = "port taken"
        case outOfSpace = "no space left"
        /// Every other error of the engine.
        case failed = "engine failed"
        /// The answer is not what the API says.
        case protocolViolation = "unexpected answer of the engine"
        case tooLarge = "answer of the engine too large"
    }

    /// What went wrong.
    package let code: Code
    /// The status of the answer, where there was one.
    package let status: Int?
    /// What the engine said, bounded and without control characters; may be empty.
    package let message: String
    /// The last lines of what failed, oldest first; empty for everything but a build.
    package var output: [String] = []
    /// What the policy says against it, so that the engine was not asked for it; nil = nothing.
    package let refusal: ServiceRefusal?

    package var description: String {
        if message.isEmpty { return code.rawValue }
        return code == .pullFailed ? "\(code.rawValue) \(message)" : "\(code.rawValue): \(message)"
    }

    /// Makes a failure.
    package init(_ code: Code, _ message: String = "", status: Int? = nil) {
        self.code = code
        self.status = status
        self.message = DisplayableText.line(message) ?? ""
        refusal = nil
    }

    /// Makes a failure of what the policy refuses, in its words.
    init(_ refusal: ServiceRefusal) {
        code = .invalidRequest
        status = nil
        message = DisplayableText.line(refusal.description) ?? ""
        self.refusal = refusal
    }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code && left.status == right.status }
}
