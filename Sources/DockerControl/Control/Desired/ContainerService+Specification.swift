package import ProxyModel

extension ContainerService {
    /// The names that its owner gave its networks; the first one is that which requests come by.
    package var networkNames: [String] { networks.isEmpty ? [EngineNames.defaultNetwork] : networks }

    /// The networks that its container is connected to after it was made.
    package func furtherNetworks(_ names: EngineNames) -> [NetworkAttachment] {
        networkNames.dropFirst().compactMap { attachment($0, names) }
    }

    /// The container of its generation, with an image that is there and variables that were opened.
    ///
    /// Throws the first `ServiceRefusal` of the policy: nothing is made of a service that it refuses.
    package func specification(
        image: ImageReference, environment: [EnvironmentVariable], in surroundings: ContainerSurroundings
    ) throws(ServiceRefusal) -> ContainerSpecification {
        if let refusal = surroundings.policy.refusals(of: self).first { throw refusal }
        var specification = ContainerSpecification(image: image)
        specification.command = command
        specification.entrypoint = entrypoint
        specification.environment = environment
        specification.labels = Dictionary(labels.map { ($0.name, $0.value) }) { first, _ in first }
        let own = EngineLabels(of: self, installation: surroundings.names.installation, node: surroundings.node)
        specification.labels.merge(own.labels) { _, own in own }
        specification.user = user
        specification.workingFolder = workingFolder.flatMap(ContainerPath.init)
        specification.stopSeconds = stopSeconds
        specification.healthCheck = healthCheck.map(HealthCheck.init)
        specification.ports = publications(surroundings.reach)
        specification.mounts = try mounts(surroundings)
        specification.network = networkNames.first.flatMap { attachment($0, surroundings.names) }
        specification.limits.memoryBytes = memoryBytes
        specification.limits.nanoCPUs = UInt64(exactly: (cpus * 1e9).rounded()) ?? specification.limits.nanoCPUs
        specification.limits.processes = processLimit
        specification.limits.openFiles = surroundings.openFiles
        specification.restart =
            switch restartPolicy {
            case .never: .never
            case .onFailure: .onFailure(attempts: 0)
            case .unlessStopped: .unlessStopped
            case .always: .always
            }
        specification.hasReadOnlyRoot = hasReadOnlyRoot
        specification.capabilities = Set(capabilities.compactMap { LinuxCapability($0) })
        return specification
    }

    private func attachment(_ network: String, _ names: EngineNames) -> NetworkAttachment? {
        NetworkAttachment(names.network(network, owner: owner), aliases: [EngineName(name)].compactMap(\.self))
    }

    /// Open ports at their addresses; and what requests reach it by, where that is not its own address.
    private func publications(_ reach: EngineReach) -> [PortPublication] {
        var publications: [PortPublication?] = ports.filter { !$0.isGated }.map { port in
            PortPublication(
                port.containerPort, port.transport == .udp ? .udp : .tcp, on: port.bind, port: port.hostPort)
        }
        if reach == .published {
            publications.append(PortPublication(internalPort, .tcp, on: "127.0.0.1", port: nil))
        }
        return publications.compactMap(\.self)
    }

    private func mounts(_ surroundings: ContainerSurroundings) throws(ServiceRefusal) -> [ContainerMount] {
        var mounts: [ContainerMount] = []
        for (index, volume) in volumes.enumerated() {
            guard let target = ContainerPath(volume.target) else { continue }
            let source: ContainerMount.Source
            if volume.isBind {
                let policy = surroundings.policy
                do throws(BindSource.Refusal) {
                    let folder = try BindSource(
                        volume.source, among: policy.bindRoots, engineSocket: policy.engineSocket)
                    guard !folder.isLink else { throw .link }
                    source = .bind(folder)
                } catch {
                    throw policy.refusal(.bindMount, "/volumes/\(index)", error, roots: policy.bindRoots)
                }
            } else {
                source = .volume(surroundings.names.volume(volume.source, owner: owner))
            }
            mounts.append(ContainerMount(source, at: target, isReadOnly: volume.isReadOnly))
        }
        // What is kept wins over what is empty at each start.
        let taken = Set(mounts.map(\.target))
        let folders = temporaryFolders.compactMap(ContainerPath.init).filter { !taken.contains($0) }
        return mounts + folders.map { ContainerMount(.memory(bytes: max(1 << 20, memoryBytes / 2)), at: $0) }
    }
}

extension HealthCheck {
    /// The check of a service in the engine's terms.
    init(_ check: ServiceHealthCheck) {
        self.init(command: check.command)
        interval = .milliseconds(check.intervalMS)
        timeout = .milliseconds(check.timeoutMS)
        retries = check.retries
        startPeriod = .milliseconds(check.startPeriodMS)
    }
}
