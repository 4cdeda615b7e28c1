package import Reactor

/// One stream socket of a worker, plain or under TLS, with what its peer has not taken yet.
///
/// Edge-triggered: `mayHaveInput` remembers that the socket may hold more than was read, so that reading can pause and
/// go on without another event.
package class StreamConnection: EventHandler {
    /// The worker that owns the connection.
    let worker: Worker
    /// Where bytes for the peers of this side are put together; see `flushStaged`.
    final let scratch: WriteBuffer
    /// The TLS layer; nil on a plain connection.
    final var tls: TLSTransport?
    /// Bytes that the peer has not taken; nil while there are none.
    final var pending: WriteBuffer?
    /// The socket may hold bytes that were not read.
    final var mayHaveInput = false
    /// The peer has finished sending, or the connection failed: a short read is no proof of an empty socket.
    final var sawHangup = false
    /// Bytes of this connection wait in `scratch` for `flushStaged`.
    final var isStaged = false

    init(worker: Worker, scratch: WriteBuffer) {
        self.worker = worker
        self.scratch = scratch
        super.init()
    }

    // MARK: - Input

    /// Notes what an event said about the socket.
    @inline(__always)
    final func note(_ readiness: Readiness) {
        if readiness.contains(.readable) || readiness.contains(.peerFinished) || readiness.contains(.hungUp)
            || readiness.contains(.failed)
        {
            self.mayHaveInput = true
            let hangup =
                readiness.contains(.peerFinished) || readiness.contains(.hungUp) || readiness.contains(.failed)
            if hangup { self.sawHangup = true }
            self.tls?.session.socketReadable(hangup: hangup)
        }
        if readiness.contains(.writable) { self.tls?.session.socketWritable() }
    }

    /// Reads once and keeps `mayHaveInput` true to the facts.
    @inline(__always)
    final func receive(_ buffer: UnsafeMutablePointer<UInt8>, _ capacity: Int) -> IOResult {
        if let tls = self.tls {
            let result = unsafe tls.session.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
            switch result {
            case .bytes: self.mayHaveInput = tls.session.mayHaveInput
            // OpenSSL may have to write before it can read on: what it holds is read once the socket takes bytes again.
            case .wouldBlock: self.mayHaveInput = tls.session.wantsWrite
            case .end, .failed: self.mayHaveInput = false
            }
            return result
        }
        let result = unsafe Socket.read(self.descriptor, buffer, capacity)
        switch result {
        case .bytes(let count): if count < capacity && !self.sawHangup { self.mayHaveInput = false }
        case .wouldBlock: self.mayHaveInput = false
        case .end, .failed: self.mayHaveInput = false
        }
        return result
    }

    // MARK: - Output

    /// Whether the peer keeps us waiting.
    @inline(__always)
    final var isBlocked: Bool { self.pending != nil }

    /// Writes what waits; false when the connection failed.
    final func flushPending() -> Bool {
        guard let pending = self.pending else { return true }
        while !pending.isEmpty {
            let bytes = unsafe pending.readable
            guard let start = bytes.baseAddress else { break }
            switch unsafe self.write(start, bytes.count) {
            case .bytes(let count): pending.consume(count)
            case .wouldBlock: return true
            case .end, .failed: return false
            }
        }
        self.worker.recycle(pending)
        self.pending = nil
        return true
    }

    /// Sends bytes, or queues what the peer does not take; false when the connection failed.
    final func send(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count == 0 { return true }
        if let pending = self.pending {
            unsafe pending.append(bytes, count: count)
            return true
        }
        switch unsafe self.write(bytes, count) {
        case .bytes(count): return true
        case .bytes(let written):
            unsafe self.queue(bytes + written, count - written)
            return true
        case .wouldBlock:
            unsafe self.queue(bytes, count)
            return true
        case .end, .failed: return false
        }
    }

    /// Sends two runs of bytes, by one system call where the connection is plain; false when it failed.
    final func send(
        _ first: UnsafePointer<UInt8>, _ firstCount: Int, then second: UnsafePointer<UInt8>, _ secondCount: Int
    ) -> Bool {
        if self.pending != nil || self.tls != nil || secondCount == 0 {
            return unsafe self.send(first, firstCount) && self.send(second, secondCount)
        }
        switch unsafe Socket.write(self.descriptor, first, firstCount, then: second, secondCount) {
        case .bytes(let written):
            if written == firstCount + secondCount { return true }
            if written < firstCount {
                unsafe self.queue(first + written, firstCount - written)
                unsafe self.queue(second, secondCount)
            } else {
                let rest = firstCount + secondCount - written
                unsafe self.queue(second + (secondCount - rest), rest)
            }
            return true
        case .wouldBlock:
            unsafe self.queue(first, firstCount)
            unsafe self.queue(second, secondCount)
            return true
        case .end, .failed: return false
        }
    }

    /// Adds bytes to what waits for the peer.
    final func queue(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        let pending = self.pending ?? self.worker.takeBuffer()
        self.pending = pending
        unsafe pending.append(bytes, count: count)
    }

    @inline(__always)
    private func write(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> IOResult {
        if let tls = self.tls { return unsafe tls.session.write(UnsafeRawBufferPointer(start: bytes, count: count)) }
        return unsafe Socket.write(self.descriptor, bytes, count)
    }

    /// Ends the connection at once; under TLS with a close_notify if the socket takes it.
    func close() {
        guard self.descriptor >= 0 else { return }
        self.dropStaged()
        self.tls?.session.closeNotify()
        self.worker.reactor.close(self)
        if let pending = self.pending {
            self.worker.recycle(pending)
            self.pending = nil
        }
        self.tls = nil
    }
}
