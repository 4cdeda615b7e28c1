internal import DockerControl
internal import ProxyModel

/// Numbers of the host for a service's ports: those that were asked for are looked at, the others are chosen.
struct HostPorts: Sendable {
    private static let attempts = 64

    /// Ports of the range that something else on this node listens on.
    private let busy: Set<UInt16>

    /// Looks at the ports of this node that a service would have and `former` has not.
    ///
    /// Throws a 422 for what the policy has against the service, and a 409 for a port that was asked for and that
    /// something else listens on.
    init(
        for service: ContainerService, former: [ServicePort] = [], _ snapshot: ConfigurationSnapshot,
        _ call: OperationCall
    ) async throws(Problem) {
        // First of all: what a rule forbids is this program's own port more often than not.
        try Self.checkRules(service, call)
        guard await Self.isHere(service, call) else {
            busy = []
            return
        }
        let containers = call.environment.containers
        let (taken, held) = (Set(former.map { PortSocket($0) }), PortAllocation(Self.services(snapshot)))
        var issues: [SchemaIssue] = []
        for (index, port) in service.ports.enumerated() where port.hostPort != 0 {
            // Who has it by the configuration is told by the rules.
            guard !taken.contains(PortSocket(port)), held.holder(of: PortSocket(port)) == nil else { continue }
            guard await !containers.isFree(port.hostPort, bind: port.bind, transport: port.transport) else { continue }
            issues.append(
                SchemaIssue(
                    pointer: "/port_configs/\(index)/host",
                    detail: "something else on this node listens on port \(port.hostPort) of \(port.bind)"))
        }
        if let first = issues.first { throw Problem(.conflict, first.detail, issues: issues) }
        var busy: Set<UInt16> = []
        for _ in 0..<Self.attempts {
            var filled = service
            try Self.fill(&filled, snapshot, call, skipping: busy)
            let chosen = zip(service.ports, filled.ports).filter { $0.0.hostPort == 0 }.map { $0.1 }
            var isFree = true
            for port in chosen
            where await !containers.isFree(port.hostPort, bind: port.bind, transport: port.transport) {
                busy.insert(port.hostPort)
                isFree = false
            }
            if isFree { break }
        }
        self.busy = busy
    }

    /// Gives ports without a number one that is free; throws a 409 when the range is used up.
    func fill(
        _ service: inout ContainerService, _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) {
        try Self.fill(&service, snapshot, call, skipping: busy)
    }

    private static func fill(
        _ service: inout ContainerService, _ snapshot: ConfigurationSnapshot, _ call: OperationCall,
        skipping busy: Set<UInt16>
    ) throws(Problem) {
        guard service.ports.contains(where: { $0.hostPort == 0 }) else { return }
        let allocation = PortAllocation(services(snapshot))
        for index in service.ports.indices where service.ports[index].hostPort == 0 {
            let port = service.ports[index]
            guard
                let free = allocation.freePort(
                    bind: port.bind, transport: port.transport, rules: call.environment.portRules,
                    skipping: busy.union(service.ports.map(\.hostPort)))
            else { throw Problem(.conflict, "no port of DOCKER_PORT_RANGE is free on \(port.bind)") }
            service.ports[index].hostPort = free
        }
    }

    /// Ports without a number keep every rule once they have one.
    private static func checkRules(_ service: ContainerService, _ call: OperationCall) throws(Problem) {
        let open = service.ports.indices.filter { service.ports[$0].hostPort == 0 }.map { "/port_configs/\($0)/host" }
        let refusals = call.environment.servicePolicy.refusals(of: service).filter { !open.contains($0.pointer) }
        guard refusals.isEmpty else { throw Problem(refusals) }
    }

    private static func services(_ snapshot: ConfigurationSnapshot) -> some Sequence<ContainerService> {
        snapshot.dockerServices.values.lazy.map(\.value)
    }

    /// Whether the service's ports are ports of this node for certain.
    private static func isHere(_ service: ContainerService, _ call: OperationCall) async -> Bool {
        guard !service.ports.isEmpty,
            case .connected(let id, _, _, let node) = await call.environment.containers.engine()
        else { return false }
        if let engine = service.engine { return engine == id }
        if let wanted = service.node { return wanted == node }
        return await call.environment.nodes.nodes().count <= 1
    }
}
