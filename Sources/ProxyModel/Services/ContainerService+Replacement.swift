extension ContainerService {
    /// Whether a container that was made for this definition cannot go on under another one of the same service.
    ///
    /// What proxyd itself does with a container (when it waits, drains or lets it sleep, and who is let in to a port that its
    /// own listener stands before) needs no other container. A port of the container that nothing has led to so far does:
    /// where containers are reached on loopback, the engine has to publish it.
    package func needsReplacement(by other: ContainerService) -> Bool {
        essence != other.essence || publications != other.publications || gatedPorts != other.gatedPorts
    }

    /// Ports that the engine itself opens.
    private var publications: Set<PublishedPort> { Set(ports.filter { !$0.isGated }.map(PublishedPort.init)) }

    /// Ports of the container that this program's own listener leads to.
    private var gatedPorts: Set<UInt16> {
        Set(ports.filter(\.isGated).map(\.containerPort)).subtracting([internalPort])
    }

    /// The definition without its ports and without what a container has nothing of.
    private var essence: ContainerService {
        var essence = self
        essence.ports = []
        essence.pullPolicy = .missing
        essence.startSeconds = 0
        essence.drainSeconds = 0
        essence.idleSeconds = nil
        essence.drift = nil
        essence.node = nil
        essence.nodeSelector = []
        essence.engine = nil
        essence.activity = .running
        essence.generation = 0
        essence.deletion = nil
        essence.owner = nil
        essence.createdAt = 0
        essence.updatedAt = 0
        return essence
    }
}

/// What an engine knows of a port that it opens.
private struct PublishedPort: Hashable {
    let hostPort: UInt16
    let containerPort: UInt16
    let bind: String
    let transport: ServicePort.Transport

    init(_ port: ServicePort) {
        hostPort = port.hostPort
        containerPort = port.containerPort
        bind = port.bind
        transport = port.transport
    }
}
