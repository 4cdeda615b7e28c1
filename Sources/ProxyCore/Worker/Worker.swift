internal import Glibc
package import Reactor

/// One thread, one reactor and everything it owns: routing table, upstream pools, TLS, buffers, counters.
///
/// A request lives and dies on one worker. Nothing here is shared, so nothing here is locked.
@safe
package final class Worker {
    /// The place of the management API among the local services.
    static let managementService = 0
    static let readCapacity = 128 * 1024
    private static let spareBuffers = 64
    private static let spareExchanges = 256

    /// The loop of its thread.
    package let reactor: Reactor
    /// Bounds and deadlines, fixed for its life.
    package let settings: WorkerSettings
    /// The proxies and routes in force on this worker.
    package let routing: RoutingTable
    /// Its own pools of connections.
    package let upstreams: UpstreamDirectory
    let bridge: LocalServiceBridge
    /// What it has counted since it started.
    package internal(set) var counters = WorkerCounters()
    /// Whether it accepts nothing new and ends when the last exchange is over.
    package private(set) var isDraining = false
    /// Whether hosts are unknown for want of a configuration.
    private(set) var awaitsConfiguration = false

    /// The one buffer that everything is read into.
    let readBuffer: UnsafeMutablePointer<UInt8>
    /// What leaves for a client in the current event.
    let clientScratch = WriteBuffer(capacity: 16 * 1024)
    private var clientScratchOwner: ClientConnection?
    /// What leaves for an upstream in the current event.
    let upstreamScratch = WriteBuffer(capacity: 16 * 1024)
    private var upstreamScratchOwner: UpstreamConnection?
    /// For values and bodies that are put together on the spot.
    let localScratch = WriteBuffer(capacity: 4 * 1024)
    let responseHead = ResponseHead()
    let answerHead = ResponseHead()
    let viaValue: StaticBytes
    /// Content held for our own services, in bytes.
    var localContent = 0
    /// Content held for the management service that came by a host that leads to it, in bytes.
    var routedContent = 0
    /// Content of calls of MCP and of their answers that is held, in bytes.
    var callContent = 0
    /// Which part of it calls take, and whose.
    var callShares = CallShares()
    var requestIDs = RequestIDGenerator()
    /// What authorities are answered that check control of names.
    var challenges = ChallengeAnswers()
    /// The ports of services that it listens on.
    let ports: GatedPorts
    var wallClock = WallClock()
    private var ticket: UInt64 = 0

    /// Its contexts and certificates.
    package let tls: WorkerTLS
    let accessGuard: AccessGuard
    let streamExpiry = StreamExpiry()
    /// The place of the authorization server among the local services; nil while there is none.
    let accessService: Int?
    let log: LogWriter?
    private let logBuffer: WriteBuffer
    private let logTimer: LogTimer
    private let names: NameCache
    private var buffers: [WriteBuffer] = []
    private var exchanges: [Exchange] = []
    private var spare: Exchange?
    private var listeners: [Listener] = []
    private var ownAddresses: Set<SocketAddress> = []
    private var whenDrained: (() -> Void)?

    /// Makes a worker on its reactor's thread.
    package init(
        reactor: Reactor, settings: WorkerSettings, localServices: [String], bridge: LocalServiceBridge,
        tls: WorkerTLS, log: LogWriter?
    ) {
        self.reactor = reactor
        self.settings = settings
        self.bridge = bridge
        self.tls = tls
        self.accessGuard = AccessGuard(
            settings: settings.guarding,
            origins: GuardedOrigins(httpsPort: settings.publicHTTPSPort, httpPort: settings.publicHTTPPort),
            library: tls.library)
        self.ports = GatedPorts(settings: settings.gatedPorts, library: tls.library)
        self.accessService = localServices.firstIndex(of: "oauth")
        self.log = settings.accessLog == .off ? nil : log
        self.logBuffer = WriteBuffer(capacity: log == nil ? 64 : 96 * 1024)
        self.logTimer = LogTimer()
        self.names = NameCache(reactor: reactor, resolver: NameResolver(reactor: reactor))
        self.viaValue = StaticBytes("1.1 \(settings.nodeName)")
        self.upstreams = UpstreamDirectory()
        self.routing = RoutingTable(upstreams: self.upstreams, localServices: localServices)
        unsafe self.readBuffer = .allocate(capacity: Self.readCapacity)
        reactor.busyPollMicroseconds = settings.busyPollMicroseconds
        self.upstreams.worker = self
        unsafe self.logTimer.worker = self
        unsafe self.tls.worker = self
        unsafe self.ports.worker = self
        unsafe self.streamExpiry.worker = self
    }

    deinit {
        unsafe self.streamExpiry.worker = nil
        unsafe self.logTimer.worker = nil
        unsafe self.tls.worker = nil
        unsafe self.ports.worker = nil
        unsafe self.readBuffer.deallocate()
    }

    // MARK: - Listening

    /// Serves a listening socket; throws `SystemError`.
    ///
    /// `isHeld`: nobody is accepted there before `welcome`, but for the management API. A worker without its configuration
    /// would answer that it knows no host at all.
    package func listen(_ descriptor: Int32, _ role: Listener.Role, isHeld: Bool = false) throws(SystemError) {
        let listener = Listener(role: role, worker: self, isHeld: isHeld && !role.isManagement)
        if isHeld { self.awaitsConfiguration = true }
        try listener.open(descriptor)
        self.listeners.append(listener)
        if let address = Socket.localAddress(descriptor) { self.ownAddresses.insert(address) }
    }

    /// Accepts at every listener.
    package func welcome() {
        for listener in self.listeners { listener.release() }
    }

    /// Takes note that hosts it does not know are not there.
    func hasConfiguration() { self.awaitsConfiguration = false }

    /// Has one more listener stop with the others.
    func attach(_ listener: Listener) { self.listeners.append(listener) }

    /// Forgets a listener that is about to be closed.
    func detach(_ listener: Listener) { self.listeners.removeAll { $0 === listener } }

    /// Whether one of the listeners that it was started with would share connections with one at this address.
    func listens(whereOverlapping address: SocketAddress) -> Bool {
        self.ownAddresses.contains { $0.overlaps(address) }
    }

    /// Whether connecting there would lead back to this process.
    func isOwnListener(_ address: SocketAddress) -> Bool {
        guard case .ip(let ip, let port) = address else { return false }
        if self.ownAddresses.contains(address) { return !self.isManagementPort(port) }
        guard ip.isLoopback else { return false }
        return self.ownAddresses.contains { own in
            guard case .ip(let bound, port: port) = own else { return false }
            return (bound.high == 0 && bound.low == 0 || bound.isV4 && bound.v4Bits == 0)
                && !self.isManagementPort(port)
        }
    }

    /// A proxy in front of the management API ends there and cannot loop.
    private func isManagementPort(_ port: UInt16) -> Bool {
        self.listeners.contains { $0.isManagement && Socket.localAddress($0.descriptor)?.port == port }
    }

    func accepted(_ descriptor: Int32, _ address: SocketAddress, _ listener: Listener) {
        guard self.counters.openClients < self.settings.maximumClients else {
            self.counters.refusedConnections &+= 1
            return Socket.close(descriptor)
        }
        if let port = listener.port, !self.admits(descriptor, address, to: port) { return }
        let client = ClientConnection(worker: self, listener: listener, address: address)
        guard client.open(descriptor) else { return Socket.close(descriptor) }
        self.counters.accepted &+= 1
        self.counters.openClients += 1
    }

    func clientClosed(_ client: ClientConnection) {
        self.counters.openClients -= 1
        if self.clientScratchOwner === client { self.clientScratchOwner = nil }
        if self.isDraining { self.drainProgressed() }
    }

    /// Counts and logs a connection whose bytes were passed on.
    func finished(_ relay: PortRelay) {
        self.counters.openClients -= 1
        if self.log != nil {
            let now = Reactor.nanoseconds()
            if self.settings.accessLog == .json {
                RelayLogLine.json(relay, now, self.logBuffer)
            } else {
                RelayLogLine.plain(relay, now, self.logBuffer)
            }
            self.logged()
        }
        if self.isDraining { self.drainProgressed() }
    }

    func acceptPaused(_ code: Int32) {
        self.counters.acceptPauses &+= 1
        for listener in self.listeners { listener.pause() }
    }

    // MARK: - Trust

    /// Whether a peer's forwarding fields are believed.
    func trustsForwarding(from address: IPAddress) -> Bool {
        self.settings.trustedProxies.contains { $0.contains(address) }
    }

    /// Whether a peer may say who its client is.
    func trustsProxyHeader(from address: IPAddress) -> Bool {
        self.settings.proxyProtocolTrusted.contains { $0.contains(address) }
    }

    // MARK: - Names

    func resolve(_ name: String, _ done: @escaping (Result<[IPAddress], FailureCode>) -> Void) {
        self.names.lookup(name) { answer in
            switch answer {
            case .success(let found): done(.success(found))
            case .failure(.timedOut): done(.failure(.dnsTimeout))
            case .failure: done(.failure(.dnsError))
            }
        }
    }

    // MARK: - Reused objects

    /// The exchange that the next request head is parsed into.
    @inline(__always)
    var spareExchange: Exchange {
        if let spare = self.spare { return spare }
        let exchange = self.exchanges.popLast() ?? Exchange(worker: self)
        self.spare = exchange
        return exchange
    }

    /// Takes that exchange into use.
    @inline(__always)
    func takeExchange() -> Exchange {
        let exchange = self.spareExchange
        self.spare = nil
        return exchange
    }

    func recycle(_ exchange: Exchange) {
        // It refers to this worker, which could never go while it waited here.
        if self.isDraining { return }
        if self.spare == nil {
            self.spare = exchange
        } else if self.exchanges.count < Self.spareExchanges {
            self.exchanges.append(exchange)
        }
    }

    func takeBuffer() -> WriteBuffer { self.buffers.popLast() ?? WriteBuffer(capacity: 1024) }

    func recycle(_ buffer: WriteBuffer) {
        guard self.buffers.count < Self.spareBuffers else { return }
        buffer.shrink()
        self.buffers.append(buffer)
    }

    /// Makes the clients' scratch buffer this client's; what another one left in it is written first.
    @inline(__always)
    func claimClientScratch(_ client: ClientConnection) {
        if !self.clientScratch.isEmpty, let owner = self.clientScratchOwner, owner !== client {
            if !owner.flushStaged() { owner.mayHaveInput = true }
        }
        self.clientScratchOwner = client
    }

    /// Makes the upstreams' scratch buffer this one's.
    @inline(__always)
    func claimUpstreamScratch(_ upstream: UpstreamConnection) {
        if !self.upstreamScratch.isEmpty, let owner = self.upstreamScratchOwner, owner !== upstream {
            _ = owner.flushStaged()
        }
        self.upstreamScratchOwner = upstream
    }

    func nextTicket() -> UInt64 {
        self.ticket &+= 1
        return self.ticket
    }

    // MARK: - The end of exchanges

    /// Counts and logs an exchange that is over.
    @inline(__always)
    func finished(_ exchange: Exchange) {
        self.counters.requests &+= 1
        if exchange.record.failure != nil { self.counters.failures &+= 1 }
        guard self.log != nil, let client = exchange.client else { return }
        self.writeLog(exchange, client)
    }

    private func writeLog(_ exchange: Exchange, _ client: ClientConnection) {
        let now = Reactor.nanoseconds()
        if self.settings.accessLog == .json {
            AccessLogLine.json(exchange, client, now, self.logBuffer)
        } else {
            AccessLogLine.plain(exchange, client, now, self.logBuffer)
        }
        self.logged()
    }

    /// Sees to it that the lines in the buffer are handed over.
    private func logged() {
        if self.logBuffer.count >= 64 * 1024 {
            self.flushLog()
        } else if self.logTimer.deadline == .max || !self.logTimer.isArmed {
            self.logTimer.isArmed = true
            self.reactor.setDeadline(self.logTimer, after: 250)
        }
    }

    func flushLog() {
        guard let log = self.log, !self.logBuffer.isEmpty else { return }
        log.write(unsafe Array(self.logBuffer.readable))
        self.logBuffer.clear()
    }

    // MARK: - The end

    /// Stops accepting and ends idle connections; `done` is called when the last exchange is over.
    package func drain(_ done: @escaping () -> Void) {
        guard !self.isDraining else { return }
        self.isDraining = true
        self.whenDrained = done
        for listener in self.listeners { listener.close() }
        self.closeIdleClients { _ in true }
        self.tls.refuseAllOnDemand()
        self.drainProgressed()
    }

    /// Ends the exchanges that are still in flight; the drain deadline has passed.
    package func giveUp() {
        for handler in self.reactor.handlers {
            (handler as? ClientConnection)?.abort()
            (handler as? RelayEnd)?.relay?.end(.draining)
        }
        self.drainProgressed()
    }

    /// Forgets what refers back to this worker, which could never go otherwise.
    private func letGo() {
        self.spare = nil
        self.exchanges = []
        self.listeners = []
        self.ports.letGo()
        self.tls.letGo()
        self.clientScratchOwner = nil
        self.upstreamScratchOwner = nil
    }

    private func drainProgressed() {
        guard self.counters.openClients == 0, let done = self.whenDrained else { return }
        self.whenDrained = nil
        self.letGo()
        self.upstreams.closeIdle()
        self.flushLog()
        done()
    }
}

@available(*, unavailable)
extension Worker: Sendable {}
