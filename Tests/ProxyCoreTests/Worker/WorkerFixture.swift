import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// A worker on a loop that the test turns itself, with real sockets for clients and for one upstream.
///
/// Nothing runs beside the test: it says what a client and the upstream do, and turns the loop until it sees the effect.
final class WorkerFixture {
    /// What was awaited did not come.
    struct TimedOut: Error {}

    private final class Place: @unchecked Sendable {
        // INVARIANT: only touched on the thread that turns the loop.
        weak var tls: WorkerTLS?
    }

    /// The host that leads to the upstream.
    static let host = "app.test"
    private static let loopback = IPAddress(v4: 0x7F00_0001)

    let reactor: Reactor
    let worker: Worker
    /// The certificates of the process that the worker is a part of.
    let certificates: SharedCertificateCache
    private let address: SocketAddress
    private let upstream: Int32
    private var clients: [Wire] = []
    private var backends: [Wire] = []
    private var unclaimed: [Wire] = []

    /// Starts to listen; `app.test` leads to an upstream whose connections come by `backend()`.
    init(
        _ settings: WorkerSettings = WorkerSettings(), role: Listener.Role = Listener.Role(),
        services: [any LocalService] = [], log: LogWriter? = nil,
        certificates: @escaping SharedCertificateCache.Loader = { _ in nil },
        onDemand: OnDemandGate = OnDemandGate { _ in },
        proxy edit: (inout ProxyTarget) -> Void = { _ in }
    ) throws {
        reactor = try Reactor()
        let shared = SharedCertificateCache(loader: certificates)
        self.certificates = shared
        let place = Place()
        let mailbox = reactor.mailbox
        let tls = try WorkerTLS(
            policy: TLSServerPolicy(), ticketKeys: TicketKeys(current: .random()), shared: shared,
            unknownName: .reject, onDemand: onDemand,
            deliver: { outcome in mailbox.post { place.tls?.receive(outcome) } },
            whenUnusable: { _, _ in })
        place.tls = tls
        worker = Worker(
            reactor: reactor, settings: settings, localServices: ["api", "oauth"],
            bridge: LocalServiceBridge(services: services), tls: tls, log: log)
        let listener = try Socket.listen(.ip(Self.loopback, port: 0), Socket.ListenOptions())
        address = try #require(Socket.localAddress(listener))
        try worker.listen(listener, role)
        upstream = try Socket.listen(.ip(Self.loopback, port: 0), Socket.ListenOptions())
        var proxy = try ProxyTarget(hostname: HostPattern(Self.host), target: upstreamURL, createdAt: 1)
        edit(&proxy)
        worker.routing.apply(.put(.proxy(proxy)))
    }

    deinit {
        worker.drain {}
        worker.giveUp()
        reactor.turn(limit: 0)
        // The worker and its directory hold each other, for good in a process that lives on.
        worker.upstreams.worker = nil
        Socket.close(upstream)
    }

    /// Where the upstream listens.
    var upstreamURL: UpstreamURL {
        get throws { try UpstreamURL("http://127.0.0.1:\(#require(Socket.localAddress(upstream)).port)") }
    }

    /// The port that clients connect to.
    var port: UInt16 { address.port }

    // MARK: - Peers

    /// A new connection to the worker, for a client of another kind.
    func connect() throws -> Int32 { try Socket.connect(address).descriptor }

    /// A new client, with what it says at once.
    func client(_ text: String = "") throws -> Wire { try client(text, at: address) }

    /// A new client of another listener of the worker, with what it says at once.
    func client(_ text: String = "", at address: SocketAddress) throws -> Wire {
        let wire = Wire(try Socket.connect(address).descriptor)
        clients.append(wire)
        wire.send(text)
        return wire
    }

    /// The next connection that the worker opens to the upstream.
    func backend() throws -> Wire {
        try turn { !unclaimed.isEmpty }
        return unclaimed.removeFirst()
    }

    /// The next connection that the worker has opened to the upstream, if there is one.
    func takeBackend() -> Wire? { unclaimed.isEmpty ? nil : unclaimed.removeFirst() }

    /// Lets go of a peer that is of no more use.
    func forget(_ wire: Wire) {
        clients.removeAll { $0 === wire }
        backends.removeAll { $0 === wire }
    }

    /// How many connections to the upstream are known so far.
    var backendCount: Int { backends.count }

    /// The worker's side of the clients that are connected.
    var served: [ClientConnection] { reactor.handlers.compactMap { $0 as? ClientConnection } }

    /// The worker's side of the connections to upstreams.
    var upstreams: [UpstreamConnection] { reactor.handlers.compactMap { $0 as? UpstreamConnection } }

    /// Turns the loop until so many clients have a request on its way.
    func turn(untilExchanges count: Int) throws { try turn { served.count { $0.exchange != nil } == count } }

    // MARK: - The loop

    /// Turns the loop until a condition holds; throws when it does not within a minute.
    func turn(until condition: () -> Bool) throws {
        let end = Reactor.clock() + 60_000
        while !condition() {
            guard Reactor.clock() < end else { throw TimedOut() }
            turnOnce()
        }
    }

    /// The same while tasks run too, those of local services.
    func turnWithTasks(until condition: () -> Bool) async throws {
        let end = Reactor.clock() + 60_000
        while !condition() {
            guard Reactor.clock() < end else { throw TimedOut() }
            turnOnce()
            await Task.yield()
        }
    }

    /// Turns the loop for so many milliseconds.
    func pass(_ milliseconds: Int64) throws {
        let end = Reactor.clock() + milliseconds
        try turn { Reactor.clock() >= end }
    }

    /// Turns the loop once, and lets everybody move before and after.
    func turnOnce(limit: Int64 = 2) {
        for wire in clients + backends { wire.move() }
        reactor.turn(limit: limit)
        while case .connection(let descriptor, _) = Socket.accept(upstream) {
            let wire = Wire(descriptor)
            backends.append(wire)
            unclaimed.append(wire)
        }
        for wire in clients + backends { wire.move() }
    }

    // MARK: - Messages

    /// The next request on an upstream's connection.
    func request(_ backend: Wire) throws -> WireMessage {
        var message: WireMessage?
        try turn {
            message = WireMessage.take(
                from: &backend.received, hasContent: true, untilClose: false, isEnded: backend.isEnded)
            return message != nil
        }
        return try #require(message)
    }

    /// The next response to a client.
    func response(_ client: Wire, to method: String = "GET") throws -> WireMessage {
        var message: WireMessage?
        try turn {
            message = WireMessage.take(
                from: &client.received, hasContent: method != "HEAD", untilClose: true, isEnded: client.isEnded)
            return message != nil
        }
        return try #require(message)
    }

    /// The next response to a client, from a local service.
    func localResponse(_ client: Wire) async throws -> WireMessage {
        var message: WireMessage?
        try await turnWithTasks {
            message = WireMessage.take(
                from: &client.received, hasContent: true, untilClose: true, isEnded: client.isEnded)
            return message != nil
        }
        return try #require(message)
    }

    /// Sends a request on a new connection, lets the upstream answer `204`, and returns what the upstream got.
    func forwarded(_ request: String) throws -> WireMessage {
        let client = try client(request)
        let backend = try backend()
        let message = try self.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try response(client).status == 204)
        return message
    }
}
