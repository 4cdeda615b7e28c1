internal import Reactor

/// The bytes of a connection: on the socket as they are, or through TLS.
final class RedisTransport {
    /// Where the opening of a transport stands.
    enum Opening: Equatable {
        case done
        case waiting
        case failed(String)
    }

    private let descriptor: Int32
    private let session: TLSSession?

    /// Bytes as they are.
    init(plain descriptor: Int32) {
        self.descriptor = descriptor
        session = nil
    }

    /// TLS to `host`, whose name the certificate must carry; throws `TLSFailure`.
    init(_ context: TLSClientContext, descriptor: Int32, host: String) throws(TLSFailure) {
        self.descriptor = descriptor
        session = try TLSSession(client: context, descriptor: descriptor, host: host)
    }

    /// Passes on what the loop reported.
    func ready(_ readiness: Readiness) {
        guard session != nil else { return }
        let hangup = !readiness.isDisjoint(with: [.failed, .hungUp, .peerFinished])
        if hangup || readiness.contains(.readable) { session?.socketReadable(hangup: hangup) }
        if hangup || readiness.contains(.writable) { session?.socketWritable() }
    }

    /// Goes on with the TLS handshake.
    func open() -> Opening {
        guard let step = session?.handshake() else { return .done }
        return switch step {
        case .complete: .done
        case .wantRead, .wantWrite, .wantCertificate: .waiting
        case .failed(let failure): .failed("the TLS handshake failed: \(failure)")
        }
    }

    /// Reads once.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> IOResult {
        if let result = unsafe session?.read(into: buffer) { return result }
        guard let base = buffer.baseAddress else { return .wouldBlock }
        return unsafe Socket.read(descriptor, base, buffer.count)
    }

    /// Writes once.
    func write(_ buffer: UnsafeRawBufferPointer) -> IOResult {
        // What TLS could not send must be offered again unchanged, so no more than one record is offered at a time.
        let record = unsafe UnsafeRawBufferPointer(rebasing: buffer.prefix(TLSSession.maximumRecordPayload))
        if let result = unsafe session?.write(record) { return result }
        guard let base = buffer.baseAddress else { return .wouldBlock }
        return unsafe Socket.write(descriptor, base, buffer.count)
    }

    /// Says goodbye where the protocol has a word for it.
    func finish() { session?.closeNotify() }
}

@available(*, unavailable)
extension RedisTransport: Sendable {}
