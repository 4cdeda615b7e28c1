internal import Glibc

/// The address of a connection that is about to be made.
package enum RemoteAddress: Sendable, Equatable {
    /// 4 bytes in network order.
    case ipv4([UInt8])
    /// 16 bytes in network order.
    case ipv6([UInt8])
    case unixSocket
    case other

    /// Reads the bytes of a socket address.
    init(family: Int32, bytes: [UInt8]) {
        switch family {
        case AF_INET where bytes.count >= 8: self = .ipv4(Array(bytes[4..<8]))
        case AF_INET6 where bytes.count >= 24: self = .ipv6(Array(bytes[8..<24]))
        case AF_UNIX: self = .unixSocket
        default: self = .other
        }
    }
}
