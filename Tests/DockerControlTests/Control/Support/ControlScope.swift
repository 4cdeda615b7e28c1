import DockerControl
import Egress
import Glibc
import ProxyModel
import TestSupport
import Testing

/// The control of an engine within a test: an installation of its own, whose things go when the test ends.
struct ControlScope {
    let client: EngineClient
    let engine: DockerEngine
    let installation: InstallationID
    let editor: MemoryEditor
    let store: MemoryVolatileStore
    let fetcher: HTTPFetcher
    var settings: EngineControllerSettings
    let unopenedPorts = UnopenedPorts()
    var sealer: any BundleSealer = PlainSealer()
    var note: @Sendable (EngineNotice) -> Void = { _ in }

    /// A web server that answers with the folder `/etc` of the image.
    func web(_ name: String = "web", generation: Int64 = 1) -> ContainerService {
        var service = ContainerService(name: name, createdAt: 1_000)
        service.image = DockerEngine.image
        service.command = ["httpd", "-f", "-p", "8080", "-h", "/bin"]
        service.generation = generation
        service.startSeconds = 20
        service.stopSeconds = 0
        service.drainSeconds = 0
        service.memoryBytes = 32 << 20
        return service
    }

    /// A controller of this engine as one process would have it.
    func controller(_ holder: String = "one") -> EngineController {
        let editor = editor
        var environment = EngineControllerEnvironment(
            settings: settings, fetcher: fetcher, store: store, snapshot: { editor.snapshot }, editor: editor,
            sealer: sealer, policy: ServicePolicy(),
            prepareImage: { (service, client, _) async throws(EngineFailure) in
                guard let image = service.image.flatMap(ImageReference.init) else {
                    throw EngineFailure(.invalidRequest, "no image")
                }
                _ = try await client.image(image)
                return image
            }, now: Self.now, note: note)
        environment.unopenedPorts = unopenedPorts
        return EngineController(environment: environment, holder: holder)
    }

    static let now: @Sendable () -> Int64 = {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Runs a controller while the body runs.
    func withController(
        _ holder: String = "one", _ body: (EngineController) async throws -> Void
    ) async throws {
        let controller = controller(holder)
        let task = Task { await controller.run() }
        do {
            try await body(controller)
        } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }

    // MARK: What is told

    func status(_ service: String) async throws -> ServiceStatus? {
        try await ServiceStatusStore(store).statuses([service])[service]
    }

    func endpoints(_ service: String) -> ServiceEndpoints? { editor.snapshot.serviceEndpoints[service]?.value }

    /// Waits until something holds; fails with what is told of the service when it takes too long.
    func wait(
        for service: String = "web", _ what: String, seconds: Int = 40,
        location: SourceLocation = #_sourceLocation, until condition: (ServiceStatus?) async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let status = try await status(service)
            if try await condition(status) { return }
            guard ContinuousClock.now < end else {
                let told = status.map { "\($0)" } ?? "nothing"
                let endpoints = endpoints(service).map { "\($0)" } ?? "none"
                Issue.record("not \(what): \(told); \(endpoints)", sourceLocation: location)
                throw Timeout()
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    struct Timeout: Error {}

    /// Waits until a generation runs and nothing else does.
    func waitUntilRunning(
        _ service: String = "web", generation: Int64 = 1, location: SourceLocation = #_sourceLocation
    ) async throws {
        try await wait(for: service, "running", location: location) { status in
            status?.phase == .running && status?.generation == generation && endpoints(service)?.phase == .ready
        }
    }

    /// Waits until a service and all of its things are gone.
    func waitUntilGone(_ service: String = "web", location: SourceLocation = #_sourceLocation) async throws {
        try await wait(for: service, "gone", location: location) { _ in
            editor.snapshot.dockerServices[service] == nil
        }
    }

    // MARK: What is there

    var label: String { EngineLabels.filter(installation) }

    /// The name of the container of a service's generation.
    func name(_ service: String, _ generation: Int64 = 1) -> String {
        EngineNames(installation: installation).container(service, generation: generation).description
    }

    /// The containers of the installation by name, with whether they run.
    func containers() async throws -> [String: Bool] {
        let list = try await client.containers(labels: [label])
        return Dictionary(list.map { ($0.name.description, $0.phase == .running) }) { first, _ in first }
    }

    /// The container of a service's generation.
    func details(_ service: String = "web", generation: Int64 = 1) async throws -> ContainerDetails {
        try await client.container(EngineNames(installation: installation).container(service, generation: generation))
    }

    /// Whether the engine has nothing of the installation.
    func isClean() async throws -> Bool {
        let containers = try await client.containers(labels: [label])
        let networks = try await client.networks(labels: [label])
        let volumes = try await client.volumes(labels: [label])
        return containers.isEmpty && networks.isEmpty && volumes.isEmpty
    }

    /// Whether a web server answers where requests for a service go.
    func answers(_ service: String = "web") async throws -> Bool {
        guard let upstream = endpoints(service)?.upstreams.first else { return false }
        var request = FetchRequest("GET", "\(upstream)/true")
        request.deadline = .seconds(2)
        request.intermediary = .none
        return (try? await fetcher.fetch(request).status) == 200
    }

    fileprivate func clean() async {
        for container in (try? await client.containers(labels: [label])) ?? [] {
            _ = try? await client.removeContainer(container.id, isForced: true)
        }
        for network in (try? await client.networks(labels: [label])) ?? [] {
            _ = try? await client.removeNetwork(network.id)
        }
        for volume in (try? await client.volumes(labels: [label])) ?? [] {
            _ = try? await client.removeVolume(volume.name)
        }
    }
}

/// Runs a test with an engine and an installation of its own; does nothing where there is no engine.
func withControl(
    _ change: (inout EngineControllerSettings) -> Void = { _ in }, _ body: (ControlScope) async throws -> Void
) async throws {
    guard let environment = EngineTests.current else { return }
    try await withControl(of: environment.engine, change, body)
}

/// Runs a test with an engine of its own.
func withControl(
    of engine: DockerEngine, _ change: (inout EngineControllerSettings) -> Void = { _ in },
    _ body: (ControlScope) async throws -> Void
) async throws {
    let fetcher = try HTTPFetcher()
    defer { fetcher.shutDown() }
    let address = try EngineAddress(engine.host)
    let installation = InstallationID(UInt64.random(in: 0 ... .max))
    var settings = EngineControllerSettings(address: address, node: "node1", installation: installation)
    change(&settings)
    let scope = ControlScope(
        client: try await EngineClient.connect(to: address, by: fetcher), engine: engine, installation: installation,
        editor: MemoryEditor(), store: MemoryVolatileStore(), fetcher: fetcher, settings: settings)
    do {
        try await body(scope)
    } catch {
        await scope.clean()
        throw error
    }
    await scope.clean()
}
