internal import Reactor

/// The TLS layer of one connection, held by reference so that a plain connection pays one word for its absence.
final class TLSTransport {
    let session: TLSSession

    init(_ session: consuming TLSSession) { self.session = session }
}
