/// An address as a PROXY protocol header carries it: family, sixteen bytes in place, port.
package struct ProxyEndpoint: Equatable, Sendable {
    /// The kind of an address.
    package enum Family: UInt8, Sendable {
        /// Not told.
        case unspecified
        /// IPv4: the first four bytes count, the rest is zero.
        case ipv4
        /// IPv6: all sixteen bytes count.
        case ipv6
        /// A Unix socket, whose path is not kept.
        case unix
    }

    /// The kind of the address.
    package var family: Family
    /// The address in network order.
    package var bytes: InlineArray<16, UInt8>
    /// The port in host order; 0 for families without ports.
    package var port: UInt16

    /// Makes an endpoint from its parts.
    package init(family: Family, bytes: InlineArray<16, UInt8>, port: UInt16) {
        self.family = family
        self.bytes = bytes
        self.port = port
    }

    /// The endpoint that says nothing.
    package static var unspecified: ProxyEndpoint {
        ProxyEndpoint(family: .unspecified, bytes: InlineArray(repeating: 0), port: 0)
    }

    /// Compares family, address and port.
    package static func == (left: ProxyEndpoint, right: ProxyEndpoint) -> Bool {
        for index in 0..<16 where left.bytes[index] != right.bytes[index] { return false }
        return left.family == right.family && left.port == right.port
    }
}
