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

    package var level = Level.info
    package var format = Format.json
    package var accessLog = AccessLogDestination.standardOutput
}
