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

    /// Whether more can be given to it now.
    var takesBytes: Bool { self.isConnected && !self.isBlocked }

    package override func ready(_ bits: UInt32) {
        guard let relay = self.relay else { return }
        let readiness = Readiness(rawValue: bits)
        self.note(readiness)
        guard self.isConnected else { return relay.connectingReady(readiness) }
        if self.isBlocked {
            guard self.flushPending() else { return relay.broken() }
            relay.progressed()
            if !self.isBlocked { relay.drained(self) }
        }
        relay.pass(from: self)
        if self.sawHangup { relay.clientFinished() }
        // What came before the end was read if the other side took it; a connection that failed takes nothing more.
        if readiness.contains(.failed) && self.descriptor >= 0 { relay.broken() }
    }

    package override func deadlineReached() { self.relay?.deadlineReached() }
}
