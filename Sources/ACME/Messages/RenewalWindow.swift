package import ProxyModel

/// When an authority suggests to renew a certificate (RFC 9773 §4.2).
package struct RenewalWindow: Sendable, Equatable {
    /// Milliseconds since 1970.
    package let start: Int64
    /// Milliseconds since 1970, after the start.
    package let end: Int64
    /// A page for people that says why; nil = none.
    package let explanationURL: String?
    /// Milliseconds until the next look; nil = the authority does not say.
    package let retryAfter: Int64?

    /// Makes a window.
    package init(start: Int64, end: Int64, explanationURL: String? = nil, retryAfter: Int64? = nil) {
        self.start = start
        self.end = end
        self.explanationURL = explanationURL
        self.retryAfter = retryAfter
    }

    /// Reads a window; throws `ACMEFailure.protocolViolation`, also for one that ends before it starts.
    package init(json: JSONValue, retryAfter: Int64? = nil) throws(ACMEFailure) {
        let window = json["suggestedWindow"]
        guard let start = window?["start"]?.stringValue.flatMap({ Timestamp($0) }),
            let end = window?["end"]?.stringValue.flatMap({ Timestamp($0) }), start.milliseconds < end.milliseconds
        else { throw .protocolViolation("the renewal information has no window") }
        self.init(
            start: start.milliseconds, end: end.milliseconds,
            explanationURL: DisplayableText.line(json["explanationURL"]?.stringValue), retryAfter: retryAfter)
    }
}
