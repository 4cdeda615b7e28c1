internal import Glibc
internal import ProxyModel
internal import Reactor

/// The ports of services that one worker listens on: opens and closes them as endpoints change.
///
/// What goes is closed before anything is opened, because two services may swap their ports. A port that cannot be had is
/// tried again after a pause that grows, and at once when another one was closed.
final class GatedPorts: EventHandler {
    private struct Wanted {
        let key: GatedPortKey
        let gate: PortGate
        let owner: String?
        /// Which one of its service's gates it is.
        let index: Int
    }

    private struct Failure {
        let place: Wanted
        let error: SystemError
    }

    private static let shortestPause: Int64 = 250
    private static let longestPause: Int64 = 5_000
    /// The clock by which tokens end may be set.
    private static let longestWait: Int64 = 60_000
    /// Longer tokens than this are refused unread.
    private static let maximumTokenBytes = 1_024

    /// The worker takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var worker: Worker?
    private let settings: GatedPortSettings
    private let hasher: SHA256Hasher?
    private(set) var tokens = PortTokens()
    private var services: [String: ServiceEndpoints] = [:]
    private var ports: [GatedPortKey: GatedPort] = [:]
    private var failures: [GatedPortKey: Failure] = [:]
    /// When those that failed are tried again, by the loop's clock.
    private var retryAt = Int64.max
    private var pause = GatedPorts.shortestPause
    /// What let requests or connections in was taken away or changed since they were looked at.
    private var isNarrowed = false
    /// When the next token ends, milliseconds since 1970; `.max` = none does.
    private var tokenEnd = Int64.max

    init(settings: GatedPortSettings, library: TLSLibrary) {
        self.settings = settings
        self.hasher = try? SHA256Hasher(library: library)
    }

    /// How many ports are listened on.
    var count: Int { self.ports.count }

    // MARK: - Configuration

    /// Takes over what concerns ports in a whole configuration, in place of what was there.
    func load(_ snapshot: ConfigurationSnapshot) {
        var changed = Set(self.services.keys)
        self.tokens = PortTokens()
        self.services = [:]
        for stored in snapshot.portTokens.values { _ = self.tokens.put(stored.value) }
        for stored in snapshot.serviceEndpoints.values { _ = self.put(stored.value) }
        changed.formUnion(self.services.keys)
        self.isNarrowed = true
        self.update(changed)
    }

    /// Takes over what concerns ports in a change set.
    func apply(_ changes: [Change]) {
        var changed: Set<String> = []
        var hasTokens = false
        for change in changes {
            switch change {
            case .put(.portToken(let token), _):
                if self.tokens.put(token) { self.isNarrowed = true }
                hasTokens = true
            case .delete(let key) where key.kind == .portTokens:
                if self.tokens.remove(key.id) { self.isNarrowed = true }
                hasTokens = true
            case .put(.serviceEndpoints(let endpoints), _):
                if self.put(endpoints) { changed.insert(endpoints.service) }
            case .delete(let key) where key.kind == .serviceEndpoints:
                if self.services.removeValue(forKey: key.id) != nil { changed.insert(key.id) }
            default: break
            }
        }
        if !changed.isEmpty || hasTokens { self.update(changed) }
    }

    /// Puts what has changed in force, and what is due.
    private func update(_ changed: Set<String>) {
        guard let worker = unsafe self.worker else { return }
        if !changed.isEmpty { self.settle(changed, worker) }
        if self.retryAt <= worker.reactor.now { self.retry(worker) }
        let now = UnixTime.milliseconds
        if self.isNarrowed || self.tokenEnd <= now { self.endUnadmitted(worker, now) }
        self.isNarrowed = false
        self.tokenEnd = self.tokens.nextEnd(after: now)
        var wait = Int64.max
        if self.retryAt < .max { wait = max(self.retryAt - worker.reactor.now, 1) }
        if self.tokenEnd < .max { wait = min(wait, self.tokenEnd - now, Self.longestWait) }
        if wait == .max { worker.reactor.clearDeadline(self) } else { worker.reactor.setDeadline(self, after: wait) }
    }

    package override func deadlineReached() { self.update([]) }

    private func put(_ endpoints: ServiceEndpoints) -> Bool {
        let isOurs = !self.settings.node.isEmpty && endpoints.node == self.settings.node && !endpoints.gates.isEmpty
        guard isOurs else { return self.services.removeValue(forKey: endpoints.service) != nil }
        return self.services.updateValue(endpoints, forKey: endpoints.service) != endpoints
    }

    // MARK: - Listening

    /// Opens, changes and closes the ports of these services.
    private func settle(_ changed: Set<String>, _ worker: Worker) {
        let wanted = self.wanted(by: changed)
        let keys = Set(wanted.map(\.key))
        func isGone(_ key: GatedPortKey) -> Bool { changed.contains(key.service) && !keys.contains(key) }
        let closing = self.ports.values.filter { isGone($0.key) }
        for port in closing { self.close(port, worker) }
        self.failures = self.failures.filter { !isGone($0.key) }
        if !closing.isEmpty {
            self.isNarrowed = true
            worker.closeIdleClients { $0.listener.port.map { !$0.isOpen } ?? false }
        }
        var missing: [Wanted] = []
        for place in wanted {
            if let port = self.ports[place.key] {
                if port.adopt(place.gate, owner: place.owner) { self.isNarrowed = true }
                port.settle()
            } else {
                missing.append(place)
            }
        }
        if !closing.isEmpty {
            missing += self.failures.values.map(\.place).filter { !changed.contains($0.key.service) }
        }
        guard !missing.isEmpty || self.failures.isEmpty else { return }
        self.pause = Self.shortestPause
        self.open(missing, worker)
    }

    private func wanted(by services: Set<String>) -> [Wanted] {
        var keys: Set<GatedPortKey> = []
        var wanted: [Wanted] = []
        for service in services.compactMap({ self.services[$0] }) {
            for (index, gate) in service.gates.enumerated() {
                guard let address = gate.address else { continue }
                let key = GatedPortKey(
                    service: service.service, address: address, requiresToken: gate.requiresToken)
                if keys.insert(key).inserted {
                    wanted.append(Wanted(key: key, gate: gate, owner: service.owner, index: index))
                }
            }
        }
        return wanted
    }

    /// Tries those that failed once more.
    private func retry(_ worker: Worker) {
        self.pause = min(self.pause * 2, Self.longestPause)
        self.open(self.failures.values.map(\.place), worker)
    }

    /// In a fixed order, so that every worker comes to the same end when two services want the same port.
    private func open(_ places: [Wanted], _ worker: Worker) {
        for place in places.sorted(by: { ($0.key.service, $0.index) < ($1.key.service, $1.index) }) {
            self.open(place, worker)
        }
        self.retryAt = self.failures.isEmpty ? .max : worker.reactor.now + self.pause
    }

    private func open(_ place: Wanted, _ worker: Worker) {
        guard !worker.isDraining else { return }
        var failure: SystemError?
        do throws(SystemError) {
            try self.listen(place, worker)
        } catch {
            failure = error
        }
        let isNew = failure == nil || self.failures[place.key]?.error != failure
        self.failures[place.key] = failure.map { Failure(place: place, error: $0) }
        guard isNew else { return }
        self.settings.told?(
            GatedPortReport(
                service: place.key.service, port: place.gate.name, address: place.key.address, failure: failure))
    }

    private func listen(_ place: Wanted, _ worker: Worker) throws(SystemError) {
        // The kernel would let us have it twice: workers share addresses.
        guard !self.isTaken(place.key.address, worker) else { throw SystemError("bind", EADDRINUSE) }
        let descriptor = try self.settings.claims.listen(place.key.address, backlog: self.settings.backlog)
        let containers = worker.routing.containers
        let target = containers.acquire(
            ServiceTargetKey(
                service: place.key.service, owner: nil, options: UpstreamGroupKey(options: nil),
                port: place.key.address))
        let port = GatedPort(
            key: place.key, rules: GatedPortRules(place.gate, owner: place.owner), target: target)
        let listener = Listener(role: Listener.Role(), worker: worker, port: port)
        do throws(SystemError) {
            try listener.open(descriptor)
        } catch {
            Socket.close(descriptor)
            self.settings.claims.release(place.key.address)
            containers.release(target)
            throw error
        }
        port.listener = listener
        worker.attach(listener)
        self.ports[place.key] = port
    }

    private func isTaken(_ address: SocketAddress, _ worker: Worker) -> Bool {
        worker.listens(whereOverlapping: address)
            || self.ports.keys.contains { $0.address.overlaps(address) }
    }

    /// Whether connecting there would lead to one of these ports.
    func isOwn(_ address: SocketAddress) -> Bool {
        self.ports.keys.contains { $0.address.leads(to: address) }
    }

    /// Stops listening; what is on its way is ended with everything else that nothing lets in any more.
    private func close(_ port: GatedPort, _ worker: Worker) {
        self.ports[port.key] = nil
        guard let listener = port.listener else { return }
        port.listener = nil
        worker.detach(listener)
        listener.close()
        self.settings.claims.release(port.key.address)
        worker.routing.containers.release(port.target)
    }

    /// Forgets everything; the worker ends.
    func letGo() {
        for port in self.ports.values {
            port.listener = nil
            self.settings.claims.release(port.key.address)
        }
        self.ports = [:]
        self.failures = [:]
        if let worker = unsafe self.worker { worker.reactor.clearDeadline(self) }
    }

    // MARK: - Requests

    /// Whether a token lets a request in; it is remembered, for what it let in ends with it.
    func admits(_ token: UnsafeBufferPointer<UInt8>, at port: GatedPort, by client: ClientConnection) -> Bool {
        let now = UnixTime.milliseconds
        if let known = client.portToken, unsafe known.equalsInConstantTime(token) {
            return self.opens(known.digest, port, now: now)
        }
        guard let digest = unsafe self.digest(of: token), self.opens(digest, port, now: now) else { return false }
        client.portToken = unsafe RememberedToken(token, digest)
        return true
    }

    /// Whether a token would let a request in.
    func opens(_ token: UnsafeBufferPointer<UInt8>, _ port: GatedPort) -> Bool {
        guard let digest = unsafe self.digest(of: token) else { return false }
        return self.opens(digest, port, now: UnixTime.milliseconds)
    }

    private func opens(_ digest: SHA256Digest, _ port: GatedPort, now: Int64) -> Bool {
        if let own = port.rules.digest, own.equalsInConstantTime(digest) { return true }
        return self.tokens.admits(digest, at: port, now: now)
    }

    private func digest(of token: UnsafeBufferPointer<UInt8>) -> SHA256Digest? {
        guard !token.isEmpty, token.count <= Self.maximumTokenBytes else { return nil }
        return unsafe self.hasher?.digest(of: token.span)
    }

    /// Ends what nothing lets in any more, for a stream has no end of its own: its port was closed, its source is not
    /// served any more, or its token opens nothing.
    private func endUnadmitted(_ worker: Worker, _ now: Int64) {
        for handler in worker.reactor.handlers {
            if let client = handler as? ClientConnection {
                guard let port = client.listener.port, let exchange = client.exchange, let token = client.portToken
                else { continue }
                if let refusal = self.refusal(at: port, .ip(client.peer, port: client.clientPort)) {
                    exchange.fail(refusal)
                } else if !self.opens(token.digest, port, now: now) {
                    exchange.fail(.portTokenRequired)
                }
            } else if let relay = (handler as? RelayEnd)?.relay,
                let refusal = self.refusal(at: relay.port, relay.address)
            {
                relay.end(refusal)
            }
        }
    }

    private func refusal(at port: GatedPort, _ address: SocketAddress) -> FailureCode? {
        guard port.isOpen else { return .noTarget }
        return port.rules.admits(address) ? nil : .addressDenied
    }
}
