extension ContainerService {
    /// Whether a container that was made for this definition cannot go on under another one of the same service.
    ///
    /// What proxyd itself does with a container (when it waits, drains or lets it sleep, and who is let in to a port that its
    /// own listener stands before) needs no other container.
    package func needsReplacement(by other: ContainerService) -> Bool { essence != other.essence }

    /// The definition without what a container has nothing of.
    private var essence: ContainerService {
        var essence = ContainerService(name: name, createdAt: 0)
        essence.image = image
        essence.dockerfilePath = dockerfilePath
        essence.buildContext = buildContext
        essence.buildArguments = buildArguments
        essence.internalPort = internalPort
        essence.environment = environment
        essence.volumes = volumes
        essence.temporaryFolders = temporaryFolders
        essence.networks = networks
        essence.labels = labels
        essence.command = command
        essence.entrypoint = entrypoint
        essence.workingFolder = workingFolder
        essence.memoryBytes = memoryBytes
        essence.cpus = cpus
        essence.processLimit = processLimit
        essence.restartPolicy = restartPolicy
        essence.healthCheck = healthCheck
        essence.hasReadOnlyRoot = hasReadOnlyRoot
        essence.user = user
        essence.capabilities = capabilities
        essence.stopSeconds = stopSeconds
        essence.ports = ports.filter { !$0.isGated }.map { port in
            var published = ServicePort(name: "", hostPort: port.hostPort, containerPort: port.containerPort)
            published.bind = port.bind
            published.transport = port.transport
            return published
        }
        .sorted {
            ($0.hostPort, $0.bind, $0.transport.rawValue, $0.containerPort)
                < ($1.hostPort, $1.bind, $1.transport.rawValue, $1.containerPort)
        }
        // Where gates lead to is published, too, when requests reach containers by published ports.
        let inner = Set(ports.filter(\.isGated).map(\.containerPort)).subtracting([internalPort]).sorted()
        essence.ports += inner.map { ServicePort(name: "", hostPort: 0, containerPort: $0) }
        return essence
    }
}
