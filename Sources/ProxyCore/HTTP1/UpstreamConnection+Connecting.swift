internal import ProxyModel
internal import Reactor

/// From the upstream's name to a connection that can carry a request.
extension UpstreamConnection {
    /// Opens the connection for an exchange.
    func start(for exchange: Exchange) {
        self.exchange = exchange
        exchange.connecting(self)
        self.worker.reactor.setDeadline(self, after: exchange.connectTimeout)
        let key = self.endpoint.key
        if key.scheme == .unix {
            self.connect(to: [.unix(key.host)])
            return
        }
        // Held strongly until the answer is there, which is bounded: a weak reference, once taken, would make every later
        // retain and release of this object take the slow way.
        self.worker.resolve(key.host) { answer in
            guard self.phase == .resolving, self.exchange != nil else { return }
            switch answer {
            case .success(let found): self.connect(to: found.map { .ip($0, port: key.port) })
            case .failure(let code): self.attemptFailed(code)
            }
        }
    }

    private func connect(to addresses: [SocketAddress]) {
        let shift = addresses.isEmpty ? 0 : self.endpoint.preferredAddress % addresses.count
        self.addresses = Array(addresses[shift...] + addresses[..<shift])
        self.tryNextAddress(after: nil)
    }

    /// Goes on to the next address; `failure` is what came of the one before.
    private func tryNextAddress(after failure: FailureCode?) {
        self.phase = .connecting
        var failure = failure
        while self.nextAddress < self.addresses.count {
            let address = self.addresses[self.nextAddress]
            self.nextAddress += 1
            if self.worker.isOwnListener(address) { return self.attemptFailed(.proxyLoop) }
            do throws(SystemError) {
                let socket = try Socket.connect(address)
                return self.connecting(by: socket.descriptor, isEstablished: socket.established)
            } catch {
                // An address that refused tells more of the upstream than one that we could not even ask.
                if !error.isOwnShortage {
                    failure = .connectionRefused
                } else if failure == nil {
                    failure = .connectionLimitReached
                }
            }
        }
        self.attemptFailed(failure ?? .connectionRefused)
    }

    private func connecting(by descriptor: Int32, isEstablished: Bool) {
        guard (try? self.worker.reactor.register(self, descriptor)) != nil else {
            Socket.close(descriptor)
            return self.attemptFailed(.connectionLimitReached)
        }
        if isEstablished { self.connected() }
    }

    /// The loop reported the socket while it was being connected.
    func connectingReady(_ readiness: Readiness) {
        guard readiness.contains(.writable) || readiness.contains(.failed) || readiness.contains(.hungUp) else {
            return
        }
        let code = Socket.pendingError(self.descriptor)
        guard code == 0 else {
            Socket.close(self.worker.reactor.release(self))
            self.sawHangup = false
            self.mayHaveInput = false
            return self.tryNextAddress(after: .connectionRefused)
        }
        self.connected()
    }

    private func connected() {
        if self.nextAddress > 1 {
            self.endpoint.preferredAddress = (self.endpoint.preferredAddress &+ self.nextAddress &- 1) & 0xFFFF
        }
        guard self.endpoint.key.scheme == .https else { return self.established() }
        self.phase = .handshake
        do throws(TLSFailure) {
            let context = try self.endpoint.context(self.worker)
            let name = self.endpoint.key.serverName ?? self.endpoint.key.host
            self.tls = TLSTransport(try TLSSession(client: context, descriptor: self.descriptor, host: name))
            self.advanceHandshake()
        } catch {
            self.attemptFailed(.tlsProtocolError)
        }
    }

    /// Goes on with the handshake as far as the socket allows.
    func advanceHandshake() {
        guard let tls = self.tls else { return }
        switch tls.session.handshake() {
        case .complete:
            self.mayHaveInput = true
            self.established()
        case .wantRead, .wantWrite, .wantCertificate:
            break
        case .failed(let failure):
            if case .verification = failure {
                self.attemptFailed(.tlsCertificateError)
            } else {
                self.attemptFailed(.tlsProtocolError)
            }
        }
    }

    private func established() {
        self.endpoint.attemptSucceeded()
        guard let exchange = self.exchange else { return self.close() }
        if exchange.hasMoved {
            // While it was being connected, the address may have become another container's.
            self.exchange = nil
            self.close()
            return exchange.upstreamDeparted()
        }
        self.phase = .head
        self.requests = 1
        self.worker.reactor.clearDeadline(self)
        exchange.upstreamReady(self, reused: false)
        if self.mayHaveInput { self.read() }
    }

    /// No address led to a connection.
    func attemptFailed(_ code: FailureCode) {
        // What this process lacks is no reason to think ill of the upstream.
        if code != .connectionLimitReached { self.endpoint.attemptFailed(now: self.worker.reactor.now) }
        self.broken(code)
    }
}
