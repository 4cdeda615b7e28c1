internal import Reactor

/// Which listening sockets would share connections.
extension SocketAddress {
    /// Whether sockets on both would compete: the same port, and the same address or one that stands for all.
    func overlaps(_ other: SocketAddress) -> Bool {
        guard case .ip(let own, let port) = self, case .ip(let address, port: port) = other else { return false }
        return own == address || own.isUnspecified || address.isUnspecified
    }

    /// Whether a socket that listens here takes connections to that address.
    func leads(to other: SocketAddress) -> Bool {
        guard case .ip(let own, let port) = self, case .ip(let address, port: port) = other else { return false }
        return own == address || own.isUnspecified && address.isLoopback
    }
}

extension IPAddress {
    /// Whether it stands for every address of the host: `0.0.0.0` or `::`.
    var isUnspecified: Bool { self.high == 0 && (self.low == 0 || self.isV4 && self.v4Bits == 0) }
}
