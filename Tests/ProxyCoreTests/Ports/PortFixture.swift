import ProxyModel
import Reactor
import Synchronization
import Testing

@testable import ProxyCore

/// A worker whose node has the ports of services; the containers behind them are the fixture's upstream.
final class PortFixture {
    /// What the worker tells of its ports.
    final class Reports: Sendable {
        private let told = Mutex<[GatedPortReport]>([])

        var all: [GatedPortReport] { told.withLock { $0 } }

        func add(_ report: GatedPortReport) { told.withLock { $0.append(report) } }
    }

    /// Which services the worker wants awake.
    final class Calls: Sendable {
        private let names = Mutex<[String]>([])

        var all: [String] { names.withLock { $0 } }

        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    /// The node's name.
    static let node = "node-a"
    /// The own token of the ports that `gate` makes.
    static let token = "pt_0123456789abcdef"

    let worker: WorkerFixture
    let reports: Reports
    let calls: Calls
    /// A port that is free at the beginning.
    let port = FreePort.next()
    private var revision: Revision = 1

    /// `beside` = another worker of the same process.
    init(log: LogWriter? = nil, beside other: PortFixture? = nil, _ edit: (inout WorkerSettings) -> Void = { _ in })
        throws
    {
        let (reports, calls) = (Reports(), Calls())
        var settings = WorkerSettings()
        if let other { settings.gatedPorts = other.worker.worker.settings.gatedPorts }
        settings.gatedPorts.node = Self.node
        settings.gatedPorts.told = { reports.add($0) }
        settings.wakes = { calls.add($0) }
        edit(&settings)
        self.reports = reports
        self.calls = calls
        worker = try WorkerFixture(settings, log: log)
    }

    /// The digest of a token, as records have it.
    func digest(_ token: String) throws -> String {
        let hasher = try SHA256Hasher(library: worker.worker.tls.library)
        let digest = unsafe Array(token.utf8).withUnsafeBufferPointer { unsafe hasher.digest(of: $0.span) }
        return try #require(digest).hexadecimal
    }

    // MARK: - Configuration

    /// A gate that leads to the upstream.
    func gate(
        _ name: String = "http", port: UInt16? = nil, bind: String = "127.0.0.1", token: String? = PortFixture.token,
        sources: [String] = []
    ) throws -> PortGate {
        var record = ServicePort(name: name, hostPort: port ?? self.port, containerPort: 80)
        record.bind = bind
        record.requiresToken = token != nil
        record.tokenDigest = try token.flatMap { $0.isEmpty ? nil : try digest($0) }
        record.allowedSources = sources
        return PortGate(record, target: "127.0.0.1:\(try worker.upstreamURL.port)")
    }

    /// The endpoints of a service with these gates.
    func endpoints(
        _ service: String = "app", _ gates: [PortGate], owner: String? = nil, phase: ServiceEndpoints.Phase = .ready
    ) -> ServiceEndpoints {
        var endpoints = ServiceEndpoints(service: service, node: Self.node, phase: phase, updatedAt: 1)
        endpoints.isWatched = true
        endpoints.gates = gates
        endpoints.owner = owner
        return endpoints
    }

    /// The state of a service without a container.
    func open(_ service: String, _ phase: ServiceEndpoints.Phase, waitMS: Int = 60_000, _ gate: PortGate) {
        var gate = gate
        gate.target = nil
        var endpoints = self.endpoints(service, [gate], phase: phase)
        endpoints.waitMS = waitMS
        apply(.put(.serviceEndpoints(endpoints)))
    }

    /// Applies changes as one set.
    func apply(_ changes: Change...) {
        revision += 1
        worker.worker.apply(ChangeSet(revision: revision, changes: changes))
    }

    /// Puts a service with these gates in force.
    func open(_ service: String = "app", _ gates: PortGate..., owner: String? = nil) {
        apply(put(service, gates, owner: owner))
    }

    /// The change that does that.
    func put(_ service: String, _ gates: [PortGate], owner: String? = nil) -> Change {
        .put(.serviceEndpoints(endpoints(service, gates, owner: owner)))
    }

    /// The change that takes a service away.
    func delete(_ service: String = "app") -> Change { .delete(RecordKey(.serviceEndpoints, service)) }

    /// Puts a token of ports in force.
    func put(token: String, _ edit: (inout PortToken) -> Void = { _ in }) throws {
        var record = PortToken(name: "token", digest: try digest(token), createdAt: 1)
        edit(&record)
        apply(.put(.portToken(record)))
    }

    // MARK: - Clients

    /// A new client of a port on loopback.
    func client(_ text: String = "", port: UInt16? = nil, from address: String = "127.0.0.1") throws -> Wire {
        let ip = try #require(IPAddress(address))
        return try worker.client(text, at: .ip(ip, port: port ?? self.port))
    }

    /// The head of a request with these fields, each with its line's end.
    static func request(_ fields: String, target: String = "/") -> String {
        "GET \(target) HTTP/1.1\r\nHost: any.test\r\n\(fields)\r\n"
    }

    /// Sends a request and returns the answer, while nothing may reach the container.
    func refused(_ request: String, on client: Wire? = nil) throws -> WireMessage {
        let client = try client ?? self.client()
        client.send(request)
        let answer = try worker.response(client)
        #expect(worker.takeBackend() == nil)
        return answer
    }

    /// Sends a request, answers it as the container, and returns what that got.
    @discardableResult
    func forwarded(_ request: String, on client: Wire? = nil, by backend: Wire? = nil) throws -> WireMessage {
        let client = try client ?? self.client()
        client.send(request)
        let backend = try backend ?? worker.backend()
        let message = try worker.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try worker.response(client).status == 204)
        return message
    }
}
