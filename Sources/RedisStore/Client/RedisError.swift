/// Why a command has no answer.
package enum RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no connection; nothing was sent.
    case unavailable(String)
    /// The connection broke after the command may have been sent: it may have been executed, or not.
    case connectionLost(String)
    /// The deadline passed. `sent` tells whether the server may have executed the command.
    case timedOut(sent: Bool)
    /// The server answered with an error.
    case server(RedisServerError)
    /// The answer was not of the form that the command has.
    case unexpectedReply(String)
    /// The task was cancelled; the command may have been executed.
    case cancelled
    /// The client was closed.
    case closed

    /// Whether the server may have executed the command.
    package var mayHaveExecuted: Bool {
        switch self {
        case .connectionLost, .timedOut(sent: true), .cancelled, .unexpectedReply: true
        case .unavailable, .timedOut(sent: false), .server, .closed: false
        }
    }

    package var description: String {
        switch self {
        case .unavailable(let reason): "Redis cannot be reached: \(reason)"
        case .connectionLost(let reason): "the connection to Redis broke: \(reason)"
        case .timedOut(sent: true): "Redis did not answer in time"
        case .timedOut(sent: false): "Redis could not be reached in time"
        case .server(let error): "Redis: \(error)"
        case .unexpectedReply(let detail): "Redis answered what was not expected: \(detail)"
        case .cancelled: "the command was cancelled"
        case .closed: "the Redis client is closed"
        }
    }
}
