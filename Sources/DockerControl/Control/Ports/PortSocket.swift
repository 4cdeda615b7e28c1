package import ProxyModel

/// What a port of the host is taken by: an address, a number and a transport.
package struct PortSocket: Sendable, Hashable {
    /// The port.
    package let port: UInt16
    /// Address in canonical form.
    package let bind: String
    /// What is spoken there.
    package let transport: ServicePort.Transport

    /// Makes a socket; an IPv4 address that is written as one of IPv6 is the IPv4 address (RFC 4291 §2.5.5.2).
    package init(_ port: UInt16, bind: String = "127.0.0.1", transport: ServicePort.Transport = .tcp) {
        self.port = port
        self.transport = transport
        let mapped = AddressBlock.address(bind).flatMap { bytes in
            bytes.count == 16 && bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
                ? AddressBlock.text(ofAddress: Array(bytes.suffix(4))) : nil
        }
        self.bind = mapped ?? bind
    }

    /// The socket of a service's port.
    package init(_ port: ServicePort) { self.init(port.hostPort, bind: port.bind, transport: port.transport) }

    /// Whether both cannot be had at once.
    ///
    /// Every address overlaps with all addresses of either family: whether `::` takes IPv4 as well is the system's matter.
    package func overlaps(_ other: PortSocket) -> Bool {
        port == other.port && transport == other.transport
            && (bind == other.bind || isEverywhere || other.isEverywhere)
    }

    private var isEverywhere: Bool { bind == "0.0.0.0" || bind == "::" }
}
