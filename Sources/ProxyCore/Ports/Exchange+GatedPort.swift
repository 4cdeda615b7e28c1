internal import Reactor

/// Requests at a port of a service: no host is looked up, and each one needs a token.
extension Exchange {
    /// Forwards a request to the port's container, or refuses it.
    func dispatch(_ client: ClientConnection, at port: GatedPort) {
        guard port.isOpen else {
            // The port was closed while the connection was busy: nothing that comes by it is answered any more.
            self.request.flags.remove(.keepAlive)
            return self.fail(.noTarget)
        }
        if self.request.block.first(.via) != nil, self.cameThroughThisNode() { return self.fail(.proxyLoop) }
        if client.peerIsTrusted { self.readForwardedAddress() }
        guard port.rules.admits(.ip(client.peer, port: client.clientPort)) else {
            self.worker.counters.refusedSources &+= 1
            return self.fail(.addressDenied)
        }
        if let refusal = self.portTokenRefusal(client, port) {
            self.worker.counters.refusedTokens &+= 1
            return self.fail(refusal)
        }
        self.worker.counters.admittedTokens &+= 1
        self.match = port.match
        self.target = port.target
        guard self.admitsLength(port.match) else { return self.fail(.bodyTooLarge) }
        self.acquire()
    }

    /// Why the request may not pass; nil when it may, and then the token is no longer in it.
    private func portTokenRefusal(_ client: ClientConnection, _ port: GatedPort) -> FailureCode? {
        let block = self.request.block
        let ports = self.worker.ports
        switch PortCredential.find(in: block) {
        case .absent: return .portTokenRequired
        case .ambiguous: return .portTokenAmbiguous
        case .bearer(let range):
            guard unsafe ports.admits(block.slice(range), at: port, by: client) else { return .portTokenRequired }
            block.removeAll(named: .authorization)
        case .field(let range, let bearer):
            guard unsafe ports.admits(block.slice(range), at: port, by: client) else { return .portTokenRequired }
            // A token of ports must not reach a container, by whichever field it came, nor whichever ports it opens.
            if let bearer,
                unsafe PortCredential.isMadeHere(block.slice(bearer)) || ports.opens(block.slice(bearer), port)
            {
                block.removeAll(named: .authorization)
            }
        }
        let name = PortCredential.fieldName
        unsafe block.removeAll(
            matching: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        return nil
    }
}
