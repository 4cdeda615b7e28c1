internal import Glibc
internal import ProxyModel
internal import Reactor

/// The ports of services that one worker listens on: opens and closes them as endpoints change.
///
/// What goes is closed before anything is opened, because two services may swap their ports. A port that cannot be had is
/// tried again four times a second.
final class GatedPorts: EventHandler {
    private struct Wanted {
        let key: GatedPortKey
        let gate: PortGate
        let endpoints: ServiceEndpoints
    }

    private static let retry: Int64 = 250
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
    private var failures: [GatedPortKey: SystemError] = [:]
    /// A token was taken away or changed since exchanges were looked at.
    private var endsTokens = false
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
        self.tokens = PortTokens()
        self.services = [:]
        for stored in snapshot.portTokens.values { _ = self.tokens.put(stored.value) }
        for stored in snapshot.serviceEndpoints.values { _ = self.put(stored.value) }
        self.endsTokens = true
        self.update(listening: true)
    }

    /// Takes over what concerns ports in a change set.
    func apply(_ changes: [Change]) {
        var (isTouched, hasTokens) = (false, false)
        for change in changes {
            switch change {
            case .put(.portToken(let token), _):
                if self.tokens.put(token) { self.endsTokens = true }
                hasTokens = true
            case .delete(let key) where key.kind == .portTokens:
                if self.tokens.remove(key.id) { self.endsTokens = true }
                hasTokens = true
            case .put(.serviceEndpoints(let endpoints), _): if self.put(endpoints) { isTouched = true }
            case .delete(let key) where key.kind == .serviceEndpoints:
                if self.services.removeValue(forKey: key.id) != nil { isTouched = true }
            default: break
            }
        }
        if isTouched || hasTokens { self.update(listening: isTouched) }
    }

    /// Puts what has changed in force.
    private func update(listening: Bool) {
        guard let worker = unsafe self.worker else { return }
        if listening { self.settle(worker) }
        let now = UnixTime.milliseconds
        if self.endsTokens || self.tokenEnd <= now { self.endUnadmitted(worker, now) }
        self.endsTokens = false
        self.tokenEnd = self.tokens.nextEnd(after: now)
        var wait = self.failures.isEmpty ? Int64.max : Self.retry
        if self.tokenEnd < .max { wait = min(wait, self.tokenEnd - now, Self.longestWait) }
        if wait == .max { worker.reactor.clearDeadline(self) } else { worker.reactor.setDeadline(self, after: wait) }
    }

    package override func deadlineReached() { self.update(listening: !self.failures.isEmpty) }

    private func put(_ endpoints: ServiceEndpoints) -> Bool {
        let isOurs = !self.settings.node.isEmpty && endpoints.node == self.settings.node && !endpoints.gates.isEmpty
        guard isOurs else { return self.services.removeValue(forKey: endpoints.service) != nil }
        return self.services.updateValue(endpoints, forKey: endpoints.service) != endpoints
    }

    // MARK: - Listening

    private func settle(_ worker: Worker) {
        let wanted = self.wanted()
        let keys = Set(wanted.map(\.key))
        for (key, port) in self.ports where !keys.contains(key) { self.close(port, worker) }
        self.failures = self.failures.filter { keys.contains($0.key) }
        for place in wanted {
            if let port = self.ports[place.key] {
                let rules = GatedPortRules(place.gate, of: place.endpoints)
                if rules.digest != port.rules.digest || rules.owner != port.rules.owner { self.endsTokens = true }
                port.rules = rules
                port.settle()
            } else {
                self.open(place, worker)
            }
        }
    }

    /// In a fixed order, so that every worker comes to the same end when two services want the same port.
    private func wanted() -> [Wanted] {
        var keys: Set<GatedPortKey> = []
        var wanted: [Wanted] = []
        for service in self.services.values.sorted(by: { $0.service < $1.service }) {
            for gate in service.gates {
                guard let address = gate.address else { continue }
                let key = GatedPortKey(
                    service: service.service, address: address, requiresToken: gate.requiresToken)
                if keys.insert(key).inserted {
                    wanted.append(Wanted(key: key, gate: gate, endpoints: service))
                }
            }
        }
        return wanted
    }

    private func open(_ place: Wanted, _ worker: Worker) {
        guard !worker.isDraining else { return }
        var failure: SystemError?
        do throws(SystemError) {
            try self.listen(place, worker)
        } catch {
            failure = error
        }
        let isNew = failure == nil || self.failures[place.key] != failure
        self.failures[place.key] = failure
        guard isNew else { return }
        self.settings.told?(
            GatedPortReport(
                service: place.key.service, port: place.gate.name, address: place.key.address, failure: failure))
    }

    private func listen(_ place: Wanted, _ worker: Worker) throws(SystemError) {
        // The kernel would let us have it twice: the sockets of one process share addresses.
        guard !self.isTaken(place.key.address, worker) else { throw SystemError("bind", EADDRINUSE) }
        var options = Socket.ListenOptions()
        options.reusePort = true
        let descriptor = try Socket.listen(place.key.address, options)
        let containers = worker.routing.containers
        let target = containers.acquire(
            ServiceTargetKey(
                service: place.key.service, owner: nil, options: UpstreamGroupKey(options: nil),
                port: place.key.address))
        let port = GatedPort(
            key: place.key, rules: GatedPortRules(place.gate, of: place.endpoints), target: target)
        let listener = Listener(role: Listener.Role(), worker: worker, port: port)
        do throws(SystemError) {
            try listener.open(descriptor)
        } catch {
            Socket.close(descriptor)
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

    /// Stops listening; requests and connections that are on their way go on.
    private func close(_ port: GatedPort, _ worker: Worker) {
        self.ports[port.key] = nil
        guard let listener = port.listener else { return }
        port.listener = nil
        worker.detach(listener)
        listener.close()
        worker.routing.containers.release(port.target)
        port.settle()
        worker.closeIdleClients { $0.listener === listener }
    }

    /// Forgets everything; the worker ends.
    func letGo() {
        for port in self.ports.values { port.listener = nil }
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

    /// Ends exchanges whose token opens nothing any more: a stream has no end of its own.
    private func endUnadmitted(_ worker: Worker, _ now: Int64) {
        for handler in worker.reactor.handlers {
            guard let client = handler as? ClientConnection, let port = client.listener.port,
                let exchange = client.exchange, let token = client.portToken,
                !self.opens(token.digest, port, now: now)
            else { continue }
            exchange.fail(.portTokenRequired)
        }
    }
}
