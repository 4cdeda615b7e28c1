internal import Reactor

/// One of the two connections of a relay.
final class RelayEnd: StreamConnection {
    /// What it is a part of; nil once that is over, for they hold each other.
    var relay: PortRelay?
    /// Bytes that came from it.
    var byteCount: UInt64 = 0
    /// It can take bytes.
    var isConnected = false
    /// Its peer has finished sending.
    var isFinished = false
    /// Its peer was told that nothing more follows.
    var isEnded = false

    /// It takes nothing any more; what came from it before may still be read.
    private(set) var isBroken = false

    /// Whether more can be given to it now.
    var takesBytes: Bool { self.isConnected && !self.isBlocked && !self.isBroken }

    /// The connection failed: what it has not taken is of no use.
    func failed() {
        self.isBroken = true
        self.mayHaveInput = true
        guard let pending = self.pending else { return }
        self.worker.recycle(pending)
        self.pending = nil
    }

    package override func ready(_ bits: UInt32) {
        guard let relay = self.relay else { return }
        let readiness = Readiness(rawValue: bits)
        self.note(readiness)
        guard self.isConnected else { return relay.connectingReady(readiness) }
        if self.isBlocked {
            guard self.flushPending() else { return relay.failed(self) }
            relay.progressed()
            if !self.isBlocked { relay.drained(self) }
        }
        relay.pass(from: self)
        if self.sawHangup { relay.clientFinished() }
        if readiness.contains(.failed) && self.descriptor >= 0 { relay.failed(self) }
    }

    package override func deadlineReached() { self.relay?.deadlineReached() }
}
