/// An answer that a route gives by itself, encoded once.
package final class FixedAnswer {
    /// The status code.
    package let status: Int
    /// The value of `Content-Type`.
    package let contentType: [UInt8]
    /// The content, the same for every request.
    package let body: [UInt8]

    init(status: Int, contentType: String, body: String) {
        self.status = status
        self.contentType = Array(contentType.utf8)
        self.body = Array(body.utf8)
    }
}

@available(*, unavailable)
extension FixedAnswer: Sendable {}
