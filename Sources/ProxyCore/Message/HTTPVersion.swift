/// The protocol version of a message.
package enum HTTPVersion: UInt8, Sendable {
    /// HTTP/1.0.
    case http10
    /// HTTP/1.1.
    case http11
}
