/// Where a handshake stands after a step.
package enum TLSHandshakeStep: Equatable, Sendable {
    /// Done: application data may flow. Some may have arrived already, so read before waiting.
    case complete
    /// The peer's next bytes are needed.
    case wantRead
    /// The socket must take more bytes first.
    case wantWrite
    /// The selector is loading the certificates for this name; call `handshake()` again when it has them.
    case wantCertificate(ServerNameIndication)
    /// Over; an alert has been sent where one was due. Close the socket.
    case failed(TLSFailure)
}
