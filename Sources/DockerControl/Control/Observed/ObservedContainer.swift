internal import ProxyModel

/// One container of a service as its engine told of it.
package struct ObservedContainer: Sendable, Equatable {
    /// The identifier.
    package var id: EngineName
    /// The name, which others may have changed.
    package var name: EngineName
    /// The service that its label names.
    package var service: String
    /// The generation that its label names.
    package var generation: Int64
    /// When the service was created that it was made for, in milliseconds since 1970; nil = its label does not tell.
    package var serviceCreatedAt: Int64?
    /// Its state.
    package var phase = ContainerState.Phase.created
    /// What its health check says.
    package var health = ContainerState.Health.none
    /// What the last check printed.
    package var healthOutput = ""
    /// The code that it ended with.
    package var exitCode = 0
    /// Whether it ended for lack of memory.
    package var isOutOfMemory = false
    /// Why the engine could not start it.
    package var problem: String?
    /// Milliseconds since 1970 by the engine's clock; nil = it was never started.
    package var startedAt: Int64?
    /// Milliseconds since 1970 by the engine's clock; nil = it has not ended.
    package var finishedAt: Int64?
    /// How often the engine has started it again.
    package var restarts = 0
    /// The identifier of its image.
    package var imageID = ""
    /// Its networks by name, with its address on each; nil while it has none.
    package var addresses: [String: String?] = [:]
    /// The ports that the host accepts connections for at the moment.
    package var publications: [PortPublication] = []
    /// The sockets of the host that it was made to open; nil = its label does not tell.
    package var openSockets: [PortSocket]? = []
    /// Bytes of memory that it may use.
    package var memoryBytes: UInt64 = 0
    /// Billionths of a processor that it may use.
    package var nanoCPUs: UInt64 = 0
    /// Processes that it may have.
    package var processLimit = 0
    /// Whether something accepts connections at its port, as far as somebody has tried.
    package var isListening = false

    /// Makes a container that was never started.
    package init(id: EngineName, name: EngineName, service: String, generation: Int64) {
        self.id = id
        self.name = name
        self.service = service
        self.generation = generation
    }

    /// Reads what an engine tells; nil when the container is not one of this installation.
    ///
    /// Labels alone do not make it one: the containers of a build's steps have those that its Dockerfile names.
    package init?(_ details: ContainerDetails, installation: InstallationID) {
        guard details.isConfined, let labels = EngineLabels(details.labels), labels.installation == installation,
            case .container(let service, let generation, _) = labels.subject
        else { return nil }
        self.init(id: details.id, name: details.name, service: service, generation: generation)
        let definition = labels.definition
        serviceCreatedAt = definition?.createdAt
        openSockets = definition?.ports.filter { !$0.isGated }.map { PortSocket($0) }
        phase = details.state.phase
        health = details.state.health
        healthOutput = details.state.healthOutput
        exitCode = details.state.exitCode
        isOutOfMemory = details.state.isOutOfMemory
        problem = details.state.problem
        startedAt = details.state.startedAt?.milliseconds
        finishedAt = details.state.finishedAt?.milliseconds
        restarts = details.restarts
        imageID = details.imageID
        for endpoint in details.endpoints { addresses[endpoint.network] = .some(endpoint.address) }
        publications = details.publishedPorts
        memoryBytes = details.memoryBytes
        nanoCPUs = details.nanoCPUs
        processLimit = details.processLimit
    }

    /// Whether it has processes, or the engine is about to start it again.
    package var isActive: Bool { phase == .running || phase == .restarting || phase == .paused }

    /// One run of it: the same container started again is another one.
    package var run: String { "\(id) \(startedAt ?? 0)" }
}
