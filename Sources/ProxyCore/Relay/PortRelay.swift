internal import ProxyModel
internal import Reactor

/// A connection to a gated port whose bytes are passed on as they come, each side waiting for the other's pace.
///
/// An end of one side is passed on as an end, once everything before it is written; a reset as a reset.
final class PortRelay {
    /// How often it looks again for a container at whose address nobody listens.
    private static let maximumPauses: UInt8 = 4

    private enum Phase { case waiting, resolving, connecting, open, over }

    let worker: Worker
    let port: GatedPort
    let id: RequestID
    let client: RelayEnd
    let upstream: RelayEnd
    let address: SocketAddress
    private(set) var record = AccessRecord()
    /// The upstream as the access log names it.
    private(set) var upstreamName: [UInt8] = []
    private var phase = Phase.resolving {
        didSet { self.phaseChanged(from: oldValue) }
    }
    /// The container that it connects to.
    private var endpoint: UpstreamEndpoint?
    /// Until when it waits for the container at most; 0 = it has not waited.
    private var waitsUntil: Int64 = 0
    /// How often it has waited for a container at whose address nobody listened.
    private var pauses: UInt8 = 0
    /// It waits for another attempt.
    private var isPaused = false
    /// Until when a client that has finished sending is believed to wait for the container.
    private var believedUntil = Int64.max
    private var addresses: ArraySlice<SocketAddress> = []

    init(worker: Worker, port: GatedPort, address: SocketAddress) {
        self.worker = worker
        self.port = port
        self.address = address
        self.id = worker.requestIDs.next()
        self.client = RelayEnd(worker: worker, scratch: worker.clientScratch)
        self.upstream = RelayEnd(worker: worker, scratch: worker.upstreamScratch)
        self.record.begin(isTimed: worker.log != nil)
    }

    /// Takes over an accepted socket; false when it could not be watched, and then it is still open.
    func open(_ descriptor: Int32) -> Bool {
        guard (try? self.worker.reactor.register(self.client, descriptor)) != nil else { return false }
        self.client.relay = self
        self.client.isConnected = true
        self.upstream.relay = self
        self.port.relays += 1
        self.worker.counters.openRelays += 1
        self.port.target.follows?.service.relays += 1
        return true
    }

    // MARK: - Connecting

    /// Begins to connect to the container.
    func connect() {
        let group = self.port.target.group
        guard let url = group.key.members.first?.url else { return self.wait() }
        self.phase = .resolving
        self.endpoint = group.endpoints.first
        self.upstreamName = self.endpoint?.logName ?? []
        self.worker.reactor.setDeadline(self.client, after: self.worker.settings.timeouts.connect)
        self.worker.resolve(url.host) { answer in
            guard self.phase == .resolving else { return }
            self.phase = .connecting
            switch answer {
            case .success(let found):
                self.addresses = found.map { .ip($0, port: url.port) }[...]
                self.tryNextAddress(after: .connectionRefused)
            case .failure(let code): self.end(code)
            }
        }
    }

    /// There is no container: waits for one that is on its way, or wakes it.
    private func wait() {
        let phase = self.port.target.phase
        guard let service = self.port.target.follows?.service, let endpoints = service.endpoints,
            phase == .starting || phase == .asleep || phase == .ready,
            self.port.waiting.count < self.worker.settings.maximumQueued
        else { return self.end(FailureCode(phase)) }
        let now = self.worker.reactor.now
        if self.waitsUntil == 0 { self.waitsUntil = now + Int64(endpoints.waitMS) }
        if self.client.sawHangup { self.believe(at: now) }
        guard now < self.waitsUntil else { return self.end(FailureCode(phase)) }
        guard now < self.believedUntil else { return self.end(.clientAborted) }
        self.phase = .waiting
        self.port.waiting.append(self)
        self.worker.reactor.setDeadline(self.client, after: min(self.waitsUntil, self.believedUntil) - now)
        if phase == .asleep { self.worker.routing.containers.wake(service) }
    }

    /// The client has finished sending: one that waits without end has most likely gone.
    func clientFinished() {
        guard self.phase == .waiting, !self.isPaused, self.believedUntil == .max else { return }
        let now = self.worker.reactor.now
        self.believe(at: now)
        self.worker.reactor.setDeadline(self.client, after: min(self.waitsUntil, self.believedUntil) - now)
    }

    private func phaseChanged(from old: Phase) {
        guard (old == .waiting) != (self.phase == .waiting) else { return }
        self.port.target.follows?.service.waitingRelays += self.phase == .waiting ? 1 : -1
    }

    private func believe(at now: Int64) {
        if self.believedUntil == .max { self.believedUntil = now + self.worker.settings.timeouts.halfClosed }
    }

    /// The container has moved, or its state has changed; the relay is no longer among those who wait.
    func lookAgain() {
        guard self.phase == .waiting else { return }
        self.isPaused = false
        self.connect()
    }

    /// Nobody listened at the container's address: it may be about to move, or to listen again; false when it is given up.
    private func pauses(after failure: FailureCode) -> Bool {
        guard failure == .connectionRefused, self.pauses < Self.maximumPauses, self.port.target.phase != nil,
            self.port.waiting.count < self.worker.settings.maximumQueued
        else { return false }
        self.phase = .waiting
        self.isPaused = true
        self.port.waiting.append(self)
        self.worker.reactor.setDeadline(self.client, after: 50 << Int64(self.pauses))
        self.pauses += 1
        return true
    }

    private func tryNextAddress(after failure: FailureCode) {
        var failure = failure
        while let address = self.addresses.popFirst() {
            guard !self.worker.isOwnListener(address), !self.worker.ports.isOwn(address) else {
                return self.end(.proxyLoop)
            }
            do throws(SystemError) {
                let socket = try Socket.connect(address)
                guard (try? self.worker.reactor.register(self.upstream, socket.descriptor)) != nil else {
                    Socket.close(socket.descriptor)
                    return self.end(.connectionLimitReached)
                }
                if socket.established { self.connected() }
                return
            } catch {
                failure = error.isOwnShortage ? .connectionLimitReached : .connectionRefused
            }
        }
        if !self.pauses(after: failure) { self.end(failure) }
    }

    /// The loop reported the upstream's socket while it was being connected.
    func connectingReady(_ readiness: Readiness) {
        guard self.phase == .connecting,
            readiness.contains(.writable) || readiness.contains(.failed) || readiness.contains(.hungUp)
        else { return }
        guard Socket.pendingError(self.upstream.descriptor) == 0 else {
            self.leaveUpstream()
            return self.tryNextAddress(after: .connectionRefused)
        }
        self.connected()
    }

    private func connected() {
        guard self.port.target.group.endpoints.first === self.endpoint else {
            // While it was being connected, the address may have become another container's.
            self.leaveUpstream()
            return self.connect()
        }
        self.phase = .open
        self.upstream.isConnected = true
        self.record.connectedAt = self.record.now
        self.progressed()
        self.pass(from: self.client)
        self.pass(from: self.upstream)
    }

    private func leaveUpstream() {
        Socket.close(self.worker.reactor.release(self.upstream))
        self.upstream.sawHangup = false
        self.upstream.mayHaveInput = false
    }

    // MARK: - Passing on

    private func other(_ end: RelayEnd) -> RelayEnd { end === self.client ? self.upstream : self.client }

    /// Reads from one side as long as the other one keeps up.
    func pass(from end: RelayEnd) {
        let other = self.other(end)
        var turns = 0
        while self.phase == .open, end.mayHaveInput, !end.isFinished, other.takesBytes {
            turns += 1
            // Others on this worker want their turn.
            guard turns <= 4 else { return self.worker.reactor.callAgain(end) }
            let buffer = unsafe self.worker.readBuffer
            switch unsafe end.receive(buffer, Worker.readCapacity) {
            case .bytes(let count):
                end.byteCount &+= UInt64(count)
                self.progressed()
                guard unsafe other.send(buffer, count) else { return self.failed(other) }
            case .wouldBlock:
                return end.isBroken ? self.broken() : ()
            case .end where end.isBroken:
                return self.broken()
            case .end:
                end.isFinished = true
                self.passEnds()
            case .failed:
                return self.broken()
            }
        }
    }

    /// A side takes nothing any more: what it said before that is passed on, and then both end.
    func failed(_ end: RelayEnd) {
        guard self.phase == .open, !end.isFinished, !self.other(end).isBroken else { return self.broken() }
        end.failed()
        self.progressed()
        self.pass(from: end)
    }

    /// A side has taken everything that waited for it.
    func drained(_ end: RelayEnd) {
        self.passEnds()
        self.pass(from: self.other(end))
    }

    /// Tells each side of the other's end, when nothing before it waits any more.
    private func passEnds() {
        self.passEnd(to: self.client)
        self.passEnd(to: self.upstream)
        if self.client.isEnded && self.upstream.isEnded { self.end(nil) }
    }

    private func passEnd(to end: RelayEnd) {
        guard self.other(end).isFinished, !end.isEnded, !end.isBlocked, !end.isBroken else { return }
        end.isEnded = true
        Socket.finishWriting(end.descriptor)
    }

    // MARK: - The end

    /// Bytes moved: the time of silence begins anew.
    func progressed() {
        guard self.phase == .open else { return }
        let timeouts = self.worker.settings.timeouts
        let isBreaking = self.client.isBroken || self.upstream.isBroken
        self.worker.reactor.setDeadline(
            self.client, after: isBreaking ? min(timeouts.halfClosed, timeouts.tunnelIdle) : timeouts.tunnelIdle)
    }

    func deadlineReached() {
        switch self.phase {
        case .waiting where self.isPaused:
            self.port.waiting.removeAll { $0 === self }
            self.lookAgain()
        case .waiting:
            let hasLeft = self.worker.reactor.now >= self.believedUntil
            self.end(hasLeft ? .clientAborted : FailureCode(self.port.target.phase))
        case .resolving: self.end(.dnsTimeout)
        case .connecting: self.end(.connectionTimeout)
        case .open: self.end(.responseTimeout)
        case .over: break
        }
    }

    /// One of the connections broke.
    func broken() { self.end(self.phase == .open ? .connectionTerminated : .clientAborted) }

    /// Ends both connections and tells the log; `failure` = why that is no orderly end.
    func end(_ failure: FailureCode?) {
        guard self.phase != .over else { return }
        if self.phase == .waiting { self.port.waiting.removeAll { $0 === self } }
        self.phase = .over
        self.record.failure = failure
        self.record.requestBytes = self.client.byteCount
        self.record.responseBytes = self.upstream.byteCount
        for end in [self.client, self.upstream] {
            // Who took bytes must not take their breaking off for their end.
            if failure != nil && end.descriptor >= 0 { Socket.resetOnClose(end.descriptor) }
            end.close()
            end.relay = nil
        }
        self.port.relays -= 1
        self.worker.counters.openRelays -= 1
        if let service = self.port.target.follows?.service {
            service.relays -= 1
            service.lastUse = self.worker.reactor.now
        }
        self.worker.finished(self)
    }
}

@available(*, unavailable)
extension PortRelay: Sendable {}
