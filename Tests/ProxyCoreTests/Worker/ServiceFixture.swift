import ProxyModel
import Reactor
import Synchronization

@testable import ProxyCore

/// A worker with the proxy `echo.test` before the service `echo`, whose containers are servers of the test.
final class ServiceFixture {
    let worker: WorkerFixture
    private(set) var servers: [RunningServer] = []
    private let woken: Woken
    private var revision: Revision = 0

    private final class Woken: Sendable {
        let names = Mutex<[String]>([])
    }

    init(
        _ edit: (inout WorkerSettings) -> Void = { _ in }, proxy editProxy: (inout ProxyTarget) -> Void = { _ in }
    ) throws {
        let woken = Woken()
        self.woken = woken
        var settings = WorkerSettings()
        settings.wakes = { name in woken.names.withLock { $0.append(name) } }
        edit(&settings)
        worker = try WorkerFixture(settings)
        var proxy = try ProxyTarget(hostname: HostPattern("echo.test"), target: nil, createdAt: 1)
        proxy.trafficPolicy.service = "echo"
        editProxy(&proxy)
        apply(.put(.proxy(proxy)))
    }

    /// The services that the worker wanted woken, in order.
    var wokenServices: [String] { woken.names.withLock { $0 } }

    /// A new server.
    func server(_ name: String) throws -> RunningServer {
        let server = try RunningServer(name)
        servers.append(server)
        return server
    }

    /// Hands the worker one change set.
    func apply(_ changes: Change...) {
        revision += 1
        worker.worker.apply(ChangeSet(revision: revision, changes: changes))
    }

    /// The service is at these servers now, or nowhere.
    func put(
        _ phase: ServiceEndpoints.Phase, _ servers: RunningServer..., waitMS: Int = 60_000, isWatched: Bool = false
    ) {
        var endpoints = ServiceEndpoints(service: "echo", node: "n", phase: phase, updatedAt: 1)
        endpoints.upstreams = servers.map(\.url)
        endpoints.waitMS = waitMS
        endpoints.isWatched = isWatched
        apply(.put(.serviceEndpoints(endpoints)))
    }

    /// Turns the loop, and the servers with it, until a condition holds.
    func turn(until condition: () -> Bool) throws {
        try worker.turn {
            for server in servers { server.move() }
            return condition()
        }
    }

    /// A client with a request on its way.
    func client(_ method: String = "GET", _ path: String = "/", host: String = "echo.test") throws -> Wire {
        let content = method == "POST" ? "Content-Length: 0\r\n" : ""
        return try worker.client("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\(content)\r\n")
    }

    /// The answer that a client gets.
    func response(_ client: Wire) throws -> WireMessage {
        var message: WireMessage?
        try turn {
            message = WireMessage.take(
                from: &client.received, hasContent: true, untilClose: true, isEnded: client.isEnded)
            return message != nil
        }
        return message ?? WireMessage()
    }

    /// Turns the loop until so many requests wait for the service.
    func turn(untilWaiting count: Int) throws {
        try turn { worker.served.count { $0.exchange?.awaited != nil } == count }
    }
}
