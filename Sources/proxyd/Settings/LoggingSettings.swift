/// What is written, and how.
package struct LoggingSettings: Sendable {
    /// The least severity that is written.
    package enum Level: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// The form of a line, of the access log too.
    package enum Format: String, Sendable, CaseIterable {
        case json, plain
    }

    /// Least severity that is written.
    package var level = Level.info
    /// Form of a log line.
    package var format = Format.json
    /// Access log: on (standard output), off, or the path of a file that is appended to.
    package var accessLog = AccessLogDestination.standardOutput
}
