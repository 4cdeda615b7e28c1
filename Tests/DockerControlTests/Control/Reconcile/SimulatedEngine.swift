import DockerControl
import ProxyModel

/// An engine in memory: it does steps, and its containers become well or not, as their generation says.
struct SimulatedEngine {
    /// What becomes of the containers of one generation.
    enum Fate: CaseIterable {
        /// They listen a while after their start.
        case well
        /// They run and never listen.
        case silent
        /// They end at once.
        case ending
        /// They cannot be started.
        case unstartable
    }

    private(set) var containers: [EngineName: ObservedContainer] = [:]
    private(set) var networks: Set<String> = []
    private(set) var volumes: Set<String> = []
    private var made = 0
    /// Containers that were asked for and are made later, whoever waits.
    private(set) var pending: [(at: Int64, facts: ReconciliationFacts)] = []
    /// What it says to everything; nil = it does what it is asked.
    var refusal: EngineFailure.Code?
    var now: Int64 = 1_000_000

    /// What is there of a service.
    func observed(_ service: String) -> ObservedService {
        var observed = ObservedService()
        observed.networks = networks
        observed.volumes = volumes
        for container in containers.values.sorted(by: { $0.id.description < $1.id.description }) {
            if container.service == service {
                observed.containers.append(seen(container))
            } else {
                observed.foreignNetworks.formUnion(container.addresses.keys)
            }
        }
        return observed
    }

    /// A container as it is at the moment.
    private func seen(_ container: ObservedContainer) -> ObservedContainer {
        var seen = container
        guard seen.phase == .running, let startedAt = seen.startedAt else { return seen }
        switch Self.fate(container.service, container.generation) {
        case .well: seen.isListening = now - startedAt > 300
        case .silent: seen.health = .starting
        case .ending, .unstartable: break
        }
        return seen
    }

    static func fate(_ service: String, _ generation: Int64) -> Fate {
        switch (generation + Int64(service.utf8.first ?? 0)) % 7 {
        case 1: .silent
        case 3: .ending
        case 5: .unstartable
        default: .well
        }
    }

    /// Whether a container can have requests.
    func isWell(_ id: EngineName) -> Bool {
        guard let container = containers[id] else { return false }
        return container.phase == .running && seen(container).isListening
    }

    /// Containers that others stop or remove.
    mutating func meddle(_ choice: UInt64) {
        let ids = containers.keys.sorted { $0.description < $1.description }
        guard !ids.isEmpty else { return }
        let id = ids[Int(choice % UInt64(ids.count))]
        if choice % 2 == 0 { containers[id] = nil } else { end(id) }
    }

    /// All containers end, as when the host goes down; the engine starts those again that it has to.
    mutating func crash() {
        for id in containers.keys { end(id) }
    }

    private mutating func end(_ id: EngineName) {
        guard containers[id]?.isActive == true else { return }
        containers[id]?.phase = .exited
        containers[id]?.finishedAt = now
        for network in containers[id]?.addresses.keys.map({ $0 }) ?? [] {
            containers[id]?.addresses[network] = .some(nil)
        }
    }

    /// Makes a container after so many milliseconds.
    mutating func create(_ facts: ReconciliationFacts, after delay: Int64) { pending.append((now + delay, facts)) }

    /// Makes the containers whose time has come.
    mutating func catchUp() {
        let due = pending.filter { $0.at <= now }
        pending.removeAll { $0.at <= now }
        for entry in due { try? create(entry.facts) }
    }

    /// Removes networks that nobody wants and nobody is on.
    mutating func removeNetworks(besides wanted: Set<String>) {
        let used = Set(containers.values.flatMap(\.addresses.keys))
        networks = networks.filter { wanted.contains($0) || used.contains($0) }
    }

    /// Removes a container.
    mutating func remove(_ id: EngineName) { containers[id] = nil }

    /// Does a step that is the engine's; a failure is what an engine says.
    mutating func perform(_ step: ReconciliationStep, _ facts: ReconciliationFacts) throws(EngineFailure) {
        if let refusal, ![.claim, .forget].contains(step) { throw EngineFailure(refusal) }
        switch step {
        case .claim, .forget, .prepareImage, .readOutput: break
        case .makeNetwork(let name): networks.insert(facts.engineName(network: name))
        case .makeVolume(let name): volumes.insert(facts.engineName(volume: name))
        case .create: try create(facts)
        case .connect(let id, let network):
            guard networks.contains(network) else { throw EngineFailure(.notFound) }
            try change(id) { $0.addresses[network] = .some("10.0.0.9") }
        case .disconnect(let id, let network): try change(id) { $0.addresses[network] = nil }
        case .start(let id): try start(id)
        case .resume(let id): try change(id) { $0.phase = .running }
        case .rename(let id): try change(id) { $0.name = facts.containerName }
        case .limit(let id):
            try change(id) { container in
                container.memoryBytes = facts.service.memoryBytes
                container.processLimit = facts.service.processLimit
            }
        case .stop(let id): end(id)
        case .remove(let id): containers[id] = nil
        case .removeNetwork(let name):
            guard !containers.values.contains(where: { $0.addresses.keys.contains(name) && $0.phase == .running })
            else { throw EngineFailure(.conflict) }
            networks.remove(name)
        case .removeVolume(let name): volumes.remove(name)
        }
    }

    private mutating func change(
        _ id: EngineName, _ change: (inout ObservedContainer) -> Void
    ) throws(EngineFailure) {
        guard var container = containers[id] else { throw EngineFailure(.notFound) }
        change(&container)
        containers[id] = container
    }

    private mutating func create(_ facts: ReconciliationFacts) throws(EngineFailure) {
        let name = facts.containerName
        guard !containers.values.contains(where: { $0.name == name }) else { throw EngineFailure(.conflict) }
        made += 1
        guard let id = EngineName("id\(made)") else { return }
        var container = ObservedContainer(
            id: id, name: name, service: facts.service.name, generation: facts.service.generation)
        container.serviceCreatedAt = facts.service.createdAt
        container.memoryBytes = facts.service.memoryBytes
        container.nanoCPUs = UInt64(facts.service.cpus * 1e9)
        container.processLimit = facts.service.processLimit
        for network in facts.networks { container.addresses[facts.engineName(network: network)] = .some(nil) }
        container.publications = facts.service.ports.compactMap { port in
            PortPublication(port.containerPort, .tcp, on: port.bind, port: port.hostPort)
        }
        containers[id] = container
    }

    private mutating func start(_ id: EngineName) throws(EngineFailure) {
        guard let container = containers[id] else { throw EngineFailure(.notFound) }
        guard container.addresses.keys.allSatisfy(networks.contains) else { throw EngineFailure(.notFound) }
        let isTaken = containers.values.contains { other in
            other.id != id && other.isActive && other.publications.contains(where: container.publications.contains)
        }
        if isTaken { throw EngineFailure(.portTaken) }
        let fate = Self.fate(container.service, container.generation)
        if fate == .unstartable { throw EngineFailure(.invalidRequest) }
        let (now, made) = (now, made)
        try change(id) { container in
            container.phase = fate == .ending ? .restarting : .running
            container.restarts = fate == .ending ? 9 : 0
            container.startedAt = now
            for network in container.addresses.keys { container.addresses[network] = .some("10.0.0.\(made % 250)") }
        }
    }
}
