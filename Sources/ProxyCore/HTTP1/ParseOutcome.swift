/// What became of an attempt to parse a message head.
package enum ParseOutcome: Equatable, Sendable {
    /// The head has not arrived in full; nothing was consumed.
    case incomplete
    /// The head is parsed; this many bytes of the source belong to it.
    case complete(Int)
    /// The head is refused, and with it the connection: what follows cannot be framed.
    case rejected(HTTP1Rejection)
}
