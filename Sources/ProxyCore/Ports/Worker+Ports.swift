internal import Reactor

/// Connections to ports of services.
extension Worker {
    /// Whether a connection to a port is served as others are; else it was refused, or its bytes are passed on.
    func admits(_ descriptor: Int32, _ address: SocketAddress, to port: GatedPort) -> Bool {
        guard port.rules.admits(address) else {
            self.counters.refusedSources &+= 1
            Socket.close(descriptor)
            return false
        }
        if port.key.requiresToken { return true }
        self.relay(descriptor, address, port)
        return false
    }

    private func relay(_ descriptor: Int32, _ address: SocketAddress, _ port: GatedPort) {
        guard port.relays < self.settings.maximumUpstreamConnections else {
            self.counters.refusedConnections &+= 1
            return Socket.close(descriptor)
        }
        let relay = PortRelay(worker: self, port: port, address: address)
        guard relay.open(descriptor) else { return Socket.close(descriptor) }
        self.counters.accepted &+= 1
        self.counters.relays &+= 1
        self.counters.openClients += 1
        relay.connect()
    }

    /// What came to ports of services.
    package var portCounts: PortCounts {
        var counts = PortCounts()
        counts.open = self.counters.openRelays
        counts.connections = self.counters.relays
        counts.requests = self.counters.admittedTokens
        counts.refusedSources = self.counters.refusedSources
        counts.refusedTokens = self.counters.refusedTokens
        return counts
    }

    /// Closes clients' connections between two requests.
    func closeIdleClients(where isMeant: (ClientConnection) -> Bool) {
        for handler in self.reactor.handlers {
            guard let client = handler as? ClientConnection, client.phase == .head, client.inbound == nil,
                isMeant(client)
            else { continue }
            client.close()
        }
    }
}
