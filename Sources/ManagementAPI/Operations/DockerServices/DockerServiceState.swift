internal import DockerControl
internal import ProxyModel

/// A service in containers with what became of it.
struct DockerServiceState: Sendable {
    let service: ContainerService
    let revision: Revision
    /// nil = no engine has said anything of it yet.
    let status: ServiceStatus?
    /// The engine of this node, asked only when the service waits for one.
    var engine: EngineCondition?
    /// Whether nobody works at the engine that has it, as far as it waits for that one.
    var isLeft = false

    static let words = ServicePhase.allCases.map(\.rawValue)

    /// The states of several services, in their order; what became of them is read at once.
    static func all(
        _ services: [Stored<ContainerService>], _ call: OperationCall
    ) async throws(Problem) -> [DockerServiceState] {
        guard !services.isEmpty else { return [] }
        let containers = call.environment.containers
        let statuses: [String: ServiceStatus]
        do throws(StoreFailure) {
            statuses = try await containers.statuses(services.map(\.value.name))
        } catch {
            throw Problem(error)
        }
        var states = services.map { stored in
            let status = statuses[stored.value.name].flatMap { Self.concerns($0, stored.value) ? $0 : nil }
            return DockerServiceState(service: stored.value, revision: stored.revision, status: status)
        }
        let left = try await Self.left(states, call)
        for index in states.indices {
            states[index].isLeft = !states[index].isSettled && states[index].service.engine.map(left.contains) ?? false
        }
        guard states.contains(where: { $0.status == nil || $0.isLeft }) else { return states }
        let engine = await containers.engine()
        for index in states.indices where states[index].status == nil || states[index].isLeft {
            states[index].engine = engine
        }
        return states
    }

    /// Of the engines that have to do something for services, those that nobody works at: they are away, or their node is.
    private static func left(
        _ states: [DockerServiceState], _ call: OperationCall
    ) async throws(Problem) -> Set<String> {
        var left: Set<String> = []
        do throws(StoreFailure) {
            for engine in Set(states.filter { !$0.isSettled }.compactMap(\.service.engine)) {
                if try await !EngineLease.isTaken(engine, in: call.environment.volatile) { left.insert(engine) }
            }
        } catch {
            throw Problem(error)
        }
        return left
    }

    /// The state of one service.
    static func one(
        _ stored: Stored<ContainerService>, _ call: OperationCall
    ) async throws(Problem) -> DockerServiceState {
        try await all([stored], call).first
            ?? DockerServiceState(service: stored.value, revision: stored.revision, status: nil)
    }

    /// What is left of a service of the same name that was there before says nothing of this one.
    private static func concerns(_ status: ServiceStatus, _ service: ContainerService) -> Bool {
        status.updatedAt >= service.createdAt && (service.engine == nil || service.engine == status.engine)
    }

    /// How far it is on its way.
    var phase: ServicePhase {
        if service.deletion != nil { return .removing }
        return status?.phase ?? (service.activity == .stopped ? .stopped : .pending)
    }

    /// Whether nothing more is under way: it is as it is desired, or what was tried for that has failed.
    var isSettled: Bool {
        guard service.deletion == nil else { return false }
        guard let status else { return service.activity == .stopped && service.engine == nil }
        if let failure = status.failure, failure.at >= service.updatedAt { return true }
        let isCurrent = status.updatedAt >= service.updatedAt
        switch (service.activity, status.phase) {
        case (.running, .running), (.running, .unhealthy): return status.generation == service.generation
        case (.running, .asleep), (.running, .failed), (.stopped, .stopped), (.stopped, .failed): return isCurrent
        default: return false
        }
    }

    /// Whether the engine that would have to do something for it is away, as far as this node knows.
    var isStuck: Bool {
        if isLeft { return true }
        guard !isSettled, service.engine == nil, case .away = engine else { return false }
        return true
    }

    /// Why it waits; nil = it does not.
    var reason: String? {
        if isLeft {
            if case .away(let reason) = engine { return "the container engine is away: \(reason)" }
            return "nobody works at its container engine" + (status.map { ", that of the node '\($0.node)'" } ?? "")
        }
        guard phase == .pending, status == nil, service.engine == nil else { return nil }
        switch engine {
        case .off:
            return
                "this node has no container engine (DOCKER_HOST is not set); the engine of another node has to take it"
        case .away(let reason): return "the container engine is away: \(reason)"
        case .connected, nil:
            if let node = service.node { return "it waits for the engine of the node '\(node)'" }
            return service.nodeSelector.isEmpty
                ? "it waits for a container engine to take it" : "it waits for the engine of a node with its labels"
        }
    }
}
