internal import DockerControl
internal import ProxyModel

extension Problem {
    /// The refusal that a failure of an engine becomes.
    init(_ failure: ServiceControlFailure) {
        switch failure {
        case .off:
            self.init(
                .engineUnavailable,
                "this node has no container engine, and answers for its own engine alone: ask a node that has one (--api-url or API_URL names it), or set DOCKER_HOST here"
            )
        case .away(let reason):
            self.init(.engineUnavailable, "the container engine of this node is away: \(reason)", retryAfter: 5)
        case .elsewhere(let node):
            let place = node.isEmpty ? "another node" : "the node '\(node)'"
            self.init(
                .conflict,
                "the service is at the engine of \(place), which alone can tell: ask there (--api-url or API_URL names it)",
                members: node.isEmpty ? JSONObject() : ["node": .string(node)])
        case .noContainer:
            self.init(
                .conflict,
                "the service has no container at the moment that could be asked; its status tells why, and last_output what one printed that ended by itself"
            )
        case .engine(let failure): self.init(.engineFailed, failure.description)
        case .store(let failure): self.init(failure)
        }
    }

    /// The refusal of a question about one service: a node without an engine knows which one has the container.
    static func unanswered(
        _ failure: ServiceControlFailure, _ service: ContainerService, _ call: OperationCall
    ) async -> Problem {
        guard failure == .off, let engine = service.engine,
            let status = try? await call.environment.containers.statuses([service.name])[service.name],
            status.engine == engine
        else { return Problem(failure) }
        return Problem(.elsewhere(node: status.node))
    }

    /// The refusal of what the policy does not allow; each names its rule and the setting that could allow it.
    init(_ refusals: [ServiceRefusal]) {
        self.init(SchemaProblem(refusals.map { SchemaIssue(pointer: $0.pointer, detail: $0.description) }))
    }

    /// That nobody can be asked.
    static let noEngine = Problem(
        .engineUnavailable, "this node has no container engine: set DOCKER_HOST, such as unix:///var/run/docker.sock")
}
