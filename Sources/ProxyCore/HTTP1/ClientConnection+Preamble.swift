internal import Reactor

/// What comes before the first request: the PROXY header, the choice between TLS and plain text, the handshake.
extension ClientConnection {
    /// Goes on as far as the received bytes allow.
    func advancePreamble() {
        if self.phase == .proxyHeader { self.readProxyHeader() }
        if self.descriptor >= 0 && self.phase == .protocolDetection { self.detectProtocol() }
        if self.descriptor >= 0 && self.phase == .handshake { self.advanceHandshake() }
    }

    /// Peeks, so that not a byte behind the header is taken from whoever reads next.
    private func readProxyHeader() {
        guard self.worker.trustsProxyHeader(from: self.peer) else { return self.close() }
        let buffer = unsafe self.worker.readBuffer
        let capacity = ProxyProtocolParser.defaultMaximumBytes
        switch unsafe Socket.peek(self.descriptor, buffer, capacity) {
        case .wouldBlock:
            self.mayHaveInput = false
        case .end, .failed:
            self.close()
        case .bytes(let count):
            switch unsafe ProxyProtocolParser.parse(UnsafePointer(buffer), count) {
            case .incomplete:
                if self.sawHangup || count == capacity { self.close() }
            case .rejected:
                self.close()
            case .complete(let consumed, let header):
                _ = unsafe Socket.read(self.descriptor, buffer, consumed)
                if !header.isLocal, let address = header.source.address {
                    self.clientAddress = address
                    self.clientPort = header.source.port
                    self.peerIsTrusted = self.worker.trustsForwarding(from: address)
                }
                self.phase = Self.phase(behindPreambleOf: self.listener)
                self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.handshake)
                if self.phase == .handshake { self.startTLS() }
            }
        }
    }

    private func detectProtocol() {
        var byte: UInt8 = 0
        switch unsafe Socket.peek(self.descriptor, &byte, 1) {
        case .wouldBlock: self.mayHaveInput = false
        case .end, .failed: self.close()
        case .bytes:
            // The first byte of a TLS record that carries a handshake (RFC 8446 §5.1); no method begins with it.
            if byte == 0x16 {
                self.phase = .handshake
                self.startTLS()
            } else {
                self.phase = .head
                self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.head)
            }
        }
    }

    /// Puts the TLS layer on the connection.
    func startTLS() {
        guard let session = self.worker.tls.makeServerSession(self.descriptor) else { return self.close() }
        self.tls = TLSTransport(session)
        self.isTLS = true
    }

    /// The handshake waits for certificates.
    var isAwaitingCertificate: Bool { self.certificateWait != nil }

    /// The certificate that the handshake waited for is there, or will not come.
    func resumeHandshake() {
        self.advanceHandshake()
        if self.descriptor >= 0 && self.phase == .head && self.mayHaveInput { self.pump() }
    }

    /// Goes on with the handshake, also when a certificate it waited for has been loaded.
    func advanceHandshake() {
        // A client that has finished sending cannot finish the handshake, however long the certificates take.
        if self.phase == .handshake && self.isAwaitingCertificate && self.sawHangup { return self.close() }
        // Until the certificates are there, whatever trickles in changes nothing.
        guard self.phase == .handshake, !self.isAwaitingCertificate, let tls = self.tls else { return }
        self.worker.tls.willChooseCertificate(for: self)
        switch tls.session.handshake() {
        case .complete:
            self.phase = .head
            self.mayHaveInput = true
            self.worker.counters.handshakes &+= 1
            if tls.session.wasResumed { self.worker.counters.resumedHandshakes &+= 1 }
            // RFC 8737 §4: the authority has seen the certificate, and no data is to be exchanged.
            if tls.session.isACMEChallenge { return self.close() }
            self.worker.reactor.setDeadline(self, after: self.worker.settings.timeouts.head)
        case .wantRead:
            if self.sawHangup && !tls.session.mayHaveInput { self.close() }
        case .wantWrite:
            break
        case .wantCertificate(let name):
            self.worker.tls.awaitCertificate(name, for: self)
            // Of a client that had left before no other event tells.
            if self.sawHangup { self.close() }
        case .failed:
            self.worker.counters.failedHandshakes &+= 1
            self.close()
        }
    }
}
