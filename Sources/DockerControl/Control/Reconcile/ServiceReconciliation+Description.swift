internal import ProxyModel

extension ServiceReconciliation {
    /// A status without a container.
    func blankStatus(_ facts: ReconciliationFacts, phase: ServicePhase) -> ServiceStatus {
        ServiceStatus(
            service: facts.service.name, engine: facts.surroundings.engine, node: facts.surroundings.node,
            phase: phase, updatedAt: facts.now)
    }

    /// Endpoints without addresses.
    func blankEndpoints(_ facts: ReconciliationFacts, phase: ServiceEndpoints.Phase) -> ServiceEndpoints {
        var endpoints = ServiceEndpoints(
            service: facts.service.name, node: facts.surroundings.node, phase: phase, updatedAt: facts.now)
        endpoints.gates = facts.service.ports.filter(\.isGated).map { PortGate($0, target: nil) }
        endpoints.waitMS = facts.service.startSeconds * 1_000
        endpoints.isWatched = facts.service.idleSeconds != nil
        endpoints.owner = facts.service.owner
        return endpoints
    }

    /// The endpoints while one container serves; `otherwise` is what they are when none does, or it has no address.
    func endpoints(
        _ facts: ReconciliationFacts, serving container: ObservedContainer?, otherwise phase: ServiceEndpoints.Phase
    ) -> ServiceEndpoints {
        var endpoints = blankEndpoints(facts, phase: phase)
        guard let container, let target = Self.target(facts.service.internalPort, of: container, facts),
            let upstream = try? UpstreamURL("http://\(target)")
        else { return endpoints }
        endpoints.phase = .ready
        endpoints.upstreams = [upstream]
        endpoints.gates = facts.service.ports.filter(\.isGated).map { port in
            PortGate(port, target: Self.target(port.containerPort, of: container, facts))
        }
        return endpoints
    }

    /// `address:port` where a port of a container can be reached; nil when it cannot.
    package static func target(
        _ port: UInt16, of container: ObservedContainer, _ facts: ReconciliationFacts
    ) -> String? {
        switch facts.surroundings.reach {
        case .network:
            let networks = facts.networks.map { facts.engineName(network: $0) }
            return networks.lazy.compactMap { container.addresses[$0] ?? nil }.first.map { address in
                address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
            }
        case .published:
            let publication = container.publications.first { publication in
                publication.containerPort == port && publication.transport == .tcp
                    && publication.hostAddress == "127.0.0.1"
            }
            return publication?.hostPort.map { "127.0.0.1:\($0)" }
        }
    }

    /// Tells of a container.
    func describe(_ container: ObservedContainer?, in status: inout ServiceStatus) {
        guard let container else { return }
        status.generation = container.generation
        status.containerID = container.id.description
        status.containerName = container.name.description
        status.imageID = container.imageID
        status.health = container.health.rawValue
        status.startedAt = container.phase == .running ? container.startedAt : nil
        status.exitCode = container.phase == .exited || container.phase == .restarting ? container.exitCode : nil
        status.restarts = container.restarts
    }
}
