internal import ProxyModel
internal import Reactor

/// Requests for a service in containers that has no address at the moment: those for one on its way wait.
extension Exchange {
    /// How often a request looks again for a service at whose address nobody listens.
    private static let maximumPauses: UInt8 = 4

    /// There is nowhere to go: waits for the service, or fails with its state.
    func awaitService(of target: UpstreamTarget) {
        guard let service = target.follows?.service else { return self.fail(.noTarget) }
        let phase = target.phase
        guard let endpoints = service.endpoints, phase == .starting || phase == .asleep || phase == .ready else {
            return self.fail(FailureCode(phase))
        }
        let now = self.worker.reactor.now
        if self.waitsUntil == 0 { self.waitsUntil = now + Int64(endpoints.waitMS) }
        guard now < self.waitsUntil, self.wait(for: service, self.waitsUntil - now) else {
            return self.fail(FailureCode(phase))
        }
        if phase == .asleep { self.worker.routing.containers.wake(service) }
    }

    /// Nobody listened at the service's address: it may be about to move, or to listen again; false when it is given up.
    func pausesForService(_ code: FailureCode) -> Bool {
        guard code == .connectionRefused, self.pauses < Self.maximumPauses, self.progress.isUnsent,
            let service = self.target?.follows?.service
        else { return false }
        guard self.wait(for: service, 50 << Int64(self.pauses)) else { return false }
        self.pauses += 1
        self.isPaused = true
        return true
    }

    /// Takes a place in the service's queue, unless that is full.
    private func wait(for service: RoutedService, _ milliseconds: Int64) -> Bool {
        guard let client = self.client, service.waiting.count < self.worker.settings.maximumQueued else { return false }
        service.lastUse = self.worker.reactor.now
        service.waiting.append(self)
        self.awaited = service
        let rest = self.halfClosedRest(client) ?? .max
        self.worker.reactor.setDeadline(client, after: min(milliseconds, rest))
        return true
    }

    /// Whether it waits for its service for longer than who has finished sending is believed to wait.
    var waitsLong: Bool {
        guard self.awaited != nil, !self.isPaused else { return false }
        return self.waitsUntil - self.worker.reactor.now > self.worker.settings.timeouts.halfClosed
    }

    /// How long a client that has finished sending is still believed to wait; nil while it may send more.
    private func halfClosedRest(_ client: ClientConnection) -> Int64? {
        guard client.sawHangup, client.content.isComplete else { return nil }
        if self.believedUntil == .max { self.clientHalfClosed(client) }
        return max(self.believedUntil - self.worker.reactor.now, 0)
    }

    /// The service has moved, or its state has changed; the exchange is out of its queue.
    func serviceChanged() {
        self.awaited = nil
        self.lookAgain()
    }

    /// The end of a wait: after a pause there is another attempt, after all the time that there was a failure.
    func serviceDeadlineReached() {
        guard let service = self.awaited else { return }
        service.waiting.remove(self)
        self.awaited = nil
        if self.isPaused { return self.lookAgain() }
        self.fail(FailureCode(self.target?.phase))
    }

    private func lookAgain() {
        self.isPaused = false
        guard let client = self.client else { return }
        // One that has finished sending keeps the deadline of those.
        if let rest = self.halfClosedRest(client) {
            self.worker.reactor.setDeadline(client, after: rest)
        } else {
            self.worker.reactor.clearDeadline(client)
        }
        self.acquire()
    }

    /// The upstream has left the target before anything was sent to it; the exchange is out of its queue.
    func upstreamDeparted() {
        self.upstream = nil
        self.leaveQueue()
        self.acquire()
    }

    /// Whether the target has left the upstream that was tried last.
    var hasMoved: Bool {
        guard let target = self.target, target.follows != nil, let endpoint = self.endpoint else { return false }
        return !target.group.contains(endpoint)
    }
}
