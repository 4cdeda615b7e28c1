import Glibc
import ProxyModel
import Reactor

@testable import ProxyCore

/// A worker among clients and upstream connections that do what a seed says; after each step it is looked over.
final class Simulation {
    private let fixture: WorkerFixture
    private let settings: WorkerSettings
    private var random: SeededGenerator
    private var clients: [SimulatedClient] = []
    private var upstreams: [SimulatedUpstream] = []
    private var lastToken = Token.foreign
    private var endpoints: [ObjectIdentifier: UpstreamEndpoint] = [:]
    private var services: [ObjectIdentifier: RoutedService] = [:]
    private var revision: Revision = 0

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        var settings = WorkerSettings()
        // Short, so that all of them are met; each longer than what a busy machine takes for a turn.
        settings.timeouts.head = 150
        settings.timeouts.bodyIdle = 120
        settings.timeouts.keepAliveIdle = 200
        settings.timeouts.queue = 80
        settings.timeouts.responseHead = 120
        settings.timeouts.responseIdle = 120
        settings.timeouts.tunnelIdle = 150
        settings.timeouts.upstreamIdle = 70
        settings.timeouts.halfClosed = 40
        settings.timeouts.linger = 40
        settings.maximumUpstreamConnections = 2
        settings.maximumIdleUpstreamConnections = 1
        settings.maximumQueued = 6
        self.settings = settings
        fixture = try WorkerFixture(settings)
    }

    /// So many random events, then the end: whoever is there may finish, and then nobody is left.
    func run(steps: Int) throws {
        for _ in 0..<steps {
            try event()
            try turn(limit: 0)
        }
        var isDrained = false
        fixture.worker.drain { isDrained = true }
        // No deadline is longer than this altogether, so that nobody needs to be given up.
        let end = Reactor.clock() + 20_000
        while !isDrained {
            guard Reactor.clock() < end else { throw Violation("the worker does not drain: \(rest)") }
            if let upstream = upstreams.randomElement(using: &random) { upstream.act(&random) }
            try turn(limit: 2)
        }
        guard fixture.served.isEmpty, fixture.upstreams.isEmpty else { throw Violation("left behind: \(rest)") }
        for endpoint in endpoints.values where endpoint.open != 0 || endpoint.busy != 0 {
            throw Violation("an upstream counts \(endpoint.open) connections, \(endpoint.busy) busy")
        }
        for service in services.values where service.waiting.count != 0 {
            throw Violation("\(service.waiting.count) wait for a service")
        }
    }

    private var rest: String {
        let clients = fixture.served.map { "client in \($0.phase) until \($0.deadline)" }
        let upstreams = fixture.upstreams.map { "upstream in \($0.phase) until \($0.deadline)" }
        return (clients + upstreams + ["now \(fixture.reactor.now)"]).joined(separator: ", ")
    }

    // MARK: - Events

    private func event() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<8:
            if clients.count < 16 { clients.append(SimulatedClient(try fixture.client())) }
        case 8..<34:
            lastToken += 1
            clients.randomElement(using: &random)?.ask(lastToken, &random)
        case 34..<60: clients.randomElement(using: &random)?.speak(&random)
        case 60..<90: upstreams.randomElement(using: &random)?.act(&random)
        case 90..<92: clients.randomElement(using: &random)?.wire.takes.toggle()
        case 92: upstreams.randomElement(using: &random)?.wire.takes.toggle()
        case 93..<95: clients.randomElement(using: &random)?.leave(&random)
        case 95: upstreams.randomElement(using: &random)?.wire.reset()
        case 96: try changeConfiguration()
        case 97: try moveService()
        default: try turn(limit: 15)
        }
    }

    /// The proxy is gone and comes back, maybe before a service: its idle connections end, those in use do not.
    private func changeConfiguration() throws {
        apply(.delete(RecordKey(.proxies, WorkerFixture.host)))
        if Bool.random(using: &random) { try turn(limit: 0) }
        var proxy = try ProxyTarget(
            hostname: HostPattern(WorkerFixture.host), target: fixture.upstreamURL, createdAt: 1)
        if Bool.random(using: &random) {
            proxy.target = nil
            proxy.trafficPolicy.service = "echo"
        }
        apply(.put(.proxy(proxy)))
    }

    /// The service comes to the upstream, or goes, or nobody knows of it any more.
    private func moveService() throws {
        guard Int.random(in: 0..<8, using: &random) > 0 else {
            return apply(.delete(RecordKey(.serviceEndpoints, "echo")))
        }
        let phase = ServiceEndpoints.Phase.allCases.randomElement(using: &random) ?? .ready
        var place = ServiceEndpoints(service: "echo", node: "n", phase: phase, updatedAt: 1)
        place.waitMS = 60
        place.isWatched = Bool.random(using: &random)
        if phase == .ready { place.upstreams = [try fixture.upstreamURL] }
        apply(.put(.serviceEndpoints(place)))
    }

    private func apply(_ change: Change) {
        revision += 1
        fixture.worker.apply(ChangeSet(revision: revision, changes: [change]))
    }

    private func turn(limit: Int64) throws {
        fixture.turnOnce(limit: limit)
        while let wire = fixture.takeBackend() { upstreams.append(SimulatedUpstream(wire)) }
        for client in clients { try client.check() }
        for upstream in upstreams { try upstream.check(&random) }
        try checkInvariants()
        for handler in fixture.reactor.handlers { narrow(handler.descriptor) }
        clients.removeAll { client in
            if client.isOver { fixture.forget(client.wire) }
            return client.isOver
        }
        upstreams.removeAll { upstream in
            if upstream.isOver { fixture.forget(upstream.wire) }
            return upstream.isOver
        }
    }

    /// Small buffers in the kernel, so that whoever does not read is soon waited for.
    private func narrow(_ descriptor: Int32) {
        var size: Int32 = 4_096
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, 4)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
    }

    // MARK: - Invariants

    private func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(Violation) {
        guard condition else { throw Violation(text() + ": " + rest) }
    }

    private func checkInvariants() throws(Violation) {
        let worker = fixture.worker
        let served = fixture.served
        let connections = fixture.upstreams
        try require(worker.counters.openClients == served.count, "clients are counted wrongly")
        try require(worker.clientScratch.isEmpty && worker.upstreamScratch.isEmpty, "something was not flushed")
        var exchanges: Set<ObjectIdentifier> = []
        for client in served {
            try check(client)
            if let exchange = client.exchange {
                try require(exchanges.insert(ObjectIdentifier(exchange)).inserted, "two clients share an exchange")
            }
        }
        var waits: [ObjectIdentifier: Int] = [:]
        for service in served.compactMap({ $0.exchange?.awaited }) {
            services[ObjectIdentifier(service)] = service
            waits[ObjectIdentifier(service), default: 0] += 1
        }
        for (id, service) in services {
            try require(service.waiting.count == waits[id] ?? 0, "who waits for a service is counted wrongly")
            try require(service.waiting.count <= settings.maximumQueued, "too many wait for a service")
        }
        var counts: [ObjectIdentifier: Int] = [:]
        for upstream in connections {
            endpoints[ObjectIdentifier(upstream.endpoint)] = upstream.endpoint
            counts[ObjectIdentifier(upstream.endpoint), default: 0] += 1
            guard let exchange = upstream.exchange else {
                try require(upstream.isResting && upstream.deadline != .max, "an upstream without exchange and rest")
                continue
            }
            try require(exchange.upstream === upstream, "an exchange knows another upstream")
            try require(exchange.client?.exchange === exchange, "an exchange goes on without its client")
        }
        for (id, endpoint) in endpoints {
            try require(endpoint.open == counts[id] ?? 0, "connections are counted wrongly")
            try require(endpoint.open <= settings.maximumUpstreamConnections, "too many connections")
        }
    }

    private func check(_ client: ClientConnection) throws(Violation) {
        try require(!client.isStaged, "something was not flushed")
        try require(!client.isBlocked || client.deadline != .max, "a client that takes nothing may do so for ever")
        guard let exchange = client.exchange else {
            try require(client.phase != .exchange && client.phase != .tunnel, "a client waits for nothing")
            try require(client.deadline != .max, "an idle client may stay for ever")
            return
        }
        try require(exchange.client === client, "an exchange knows another client")
        try require(client.phase == .exchange || client.phase == .tunnel, "an exchange runs in another phase")
        try require(
            client.deadline != .max || exchange.upstream?.deadline ?? .max != .max, "nobody watches an exchange")
    }
}
