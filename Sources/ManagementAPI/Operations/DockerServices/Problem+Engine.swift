internal import DockerControl
internal import ProxyModel

extension Problem {
    /// The refusal that a failure of an engine becomes.
    init(_ failure: ServiceControlFailure) {
        switch failure {
        case .off: self = .noEngine
        case .away(let reason):
            self.init(.engineUnavailable, "the container engine of this node is away: \(reason)", retryAfter: 5)
        case .elsewhere(let node):
            self.init(
                .conflict, "the service is at the engine of the node '\(node)'; ask that node",
                members: ["node": .string(node)])
        case .noContainer: self.init(.conflict, "there is no container of the service at the moment")
        case .engine(let failure): self.init(.engineFailed, failure.description)
        case .store(let failure): self.init(failure)
        }
    }

    /// The refusal of what the policy does not allow; each names its rule and the setting that could allow it.
    init(_ refusals: [ServiceRefusal]) {
        self.init(SchemaProblem(refusals.map { SchemaIssue(pointer: $0.pointer, detail: $0.description) }))
    }

    /// That nobody can be asked.
    static let noEngine = Problem(
        .engineUnavailable, "this node has no container engine: set DOCKER_HOST, such as unix:///var/run/docker.sock")
}
