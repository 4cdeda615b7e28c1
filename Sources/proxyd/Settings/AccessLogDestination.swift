/// Where the access log goes.
package enum AccessLogDestination: Sendable, Equatable {
    case standardOutput
    case off
    /// A file that is appended to; the path as it was given.
    case file(String)
}
