internal import Glibc
internal import Reactor

/// Whose fault a failed attempt to connect is.
extension SystemError {
    /// Whether this process or host ran out of something, so that the failure tells nothing of the peer.
    ///
    /// `EADDRNOTAVAIL` is the end of the ports for one destination, or an address family that this host does not have.
    var isOwnShortage: Bool {
        switch self.code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL: true
        default: false
        }
    }
}
