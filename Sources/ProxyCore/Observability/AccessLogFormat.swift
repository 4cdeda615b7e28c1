/// How exchanges are written to the access log.
package enum AccessLogFormat: String, Sendable, CaseIterable {
    case off, json, plain
}
