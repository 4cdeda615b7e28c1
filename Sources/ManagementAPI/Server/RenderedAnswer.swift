internal import ProxyModel

/// An answer ready to be sent.
struct RenderedAnswer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// A problem as its document.
    init(_ problem: Problem, requestID: String) {
        status = problem.kind.status
        headers = [("Content-Type", "application/problem+json")]
        if let seconds = problem.retryAfter { headers.append(("Retry-After", String(seconds))) }
        // RFC 6750 §3: the challenge says what is needed.
        if problem.kind == .unauthorized { headers.append(("WWW-Authenticate", "Bearer realm=\"proxyd\"")) }
        body = problem.json(instance: requestID).compactBytes
    }

    /// An answer without content.
    init(status: Int) {
        self.status = status
        (headers, body) = ([], [])
    }

    init(status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        headers = [("Content-Type", contentType)]
        self.body = body
    }
}
