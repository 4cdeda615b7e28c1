/// The answer of one of the process's own services.
package struct LocalResponse: Sendable {
    /// The content of an answer.
    package enum Body: Sendable {
        /// Complete; the data plane frames it with `Content-Length`.
        case bytes([UInt8])
        /// Pieces as they come; the data plane frames them in chunks and asks for the next one when it has sent the last.
        case stream(AsyncStream<[UInt8]>)
    }

    /// The status code.
    package var status: Int
    /// Without `Content-Length`, `Transfer-Encoding`, `Connection`, `Date` and `X-Request-ID`: the data plane writes those.
    package var headers: [(name: String, value: String)]
    /// What follows the head.
    package var body: Body

    /// Makes an answer.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
