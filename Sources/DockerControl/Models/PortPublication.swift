internal import ProxyModel

/// A port of a container that the engine's host accepts connections for.
package struct PortPublication: Sendable, Hashable {
    /// What is spoken on a port.
    package enum Transport: String, Sendable {
        case tcp, udp
    }

    /// The port inside of the container.
    package let containerPort: UInt16
    /// What is spoken there.
    package let transport: Transport
    /// An address of the host, such as `127.0.0.1`.
    package let hostAddress: String
    /// The port of the host; nil = one that the engine chooses at each start.
    package let hostPort: UInt16?

    /// Makes a publication; nil when a port is 0, or the address is no IP address.
    package init?(
        _ containerPort: UInt16, _ transport: Transport = .tcp, on hostAddress: String, port hostPort: UInt16?
    ) {
        guard containerPort > 0, hostPort != 0, !hostAddress.contains("/"), AddressBlock(hostAddress) != nil else {
            return nil
        }
        self.containerPort = containerPort
        self.transport = transport
        self.hostAddress = hostAddress
        self.hostPort = hostPort
    }

    /// As the API names the container's side.
    var key: String { "\(containerPort)/\(transport.rawValue)" }
}
