/// How the end of a message's content is found (RFC 9112 §6.3).
package enum BodyFraming: Equatable, Sendable {
    /// There is no content.
    case none
    /// Exactly this many bytes follow the head.
    case length(UInt64)
    /// Chunked transfer coding in HTTP/1.1; stream framing of unknown length in HTTP/2.
    case chunked
    /// The content ends with the connection; responses only.
    case untilClose
}
