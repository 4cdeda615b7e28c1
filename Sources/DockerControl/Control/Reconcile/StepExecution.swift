internal import ProxyModel

/// Carries out the steps at one engine.
struct StepExecution: Sendable {
    /// How many of the last lines are told of a container that failed.
    private static let outputLines = 20
    /// Bytes of a line that are told.
    private static let lineLimit = 1_000

    let client: EngineClient
    let environment: EngineControllerEnvironment
    let records: ServiceRecords
    private let networkMaking = OneAtATime()

    private var settings: EngineControllerSettings { environment.settings }

    /// What a step found out besides having been done.
    enum Result {
        case nothing
        case image(ImageReference)
        case output(EngineName, [String])
    }

    /// Does a step.
    func perform(
        _ step: ReconciliationStep, for facts: ReconciliationFacts, image: ImageReference?,
        progress: @escaping @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(StepFailure) -> Result {
        let service = facts.service
        switch step {
        case .claim: try await records.claim(service.name)
        case .forget:
            if service.engine != nil { try await noteRemoval(of: service) }
            try await records.forget(service)
        default:
            do throws(EngineFailure) {
                return try await perform(atEngine: step, for: facts, image: image, progress: progress)
            } catch {
                throw .engine(error)
            }
        }
        return .nothing
    }

    private func perform(
        atEngine step: ReconciliationStep, for facts: ReconciliationFacts, image: ImageReference?,
        progress: @escaping @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(EngineFailure) -> Result {
        switch step {
        case .claim, .forget: break
        case .prepareImage: return .image(try await environment.prepareImage(facts.service, client, progress))
        case .makeNetwork(let name): try await makeNetwork(name, facts)
        case .makeVolume(let name): try await makeVolume(name, facts)
        case .create:
            guard let image else { throw EngineFailure(.notFound, "no image") }
            try await create(facts, image)
        case .connect(let container, let network):
            let aliases = [EngineName(facts.service.name)].compactMap(\.self)
            guard let name = EngineName(network), let attachment = NetworkAttachment(name, aliases: aliases) else {
                break
            }
            try await client.connect(container, to: attachment)
        case .disconnect(let container, let network):
            guard let name = EngineName(network) else { break }
            try await client.disconnect(container, from: name)
        case .start(let container): try await client.startContainer(container)
        case .resume(let container): try await client.resumeContainer(container)
        case .rename(let container): try await client.renameContainer(container, to: facts.containerName)
        case .limit(let container): try await client.limitContainer(container, to: limits(of: facts.service))
        case .readOutput(let container): return .output(container, try await lastLines(of: container))
        case .stop(let container):
            do throws(EngineFailure) {
                try await client.stopContainer(container, seconds: facts.service.stopSeconds)
            } catch {
                guard error.code == .notFound else { throw error }
            }
        case .remove(let container): try await client.removeContainer(container, isForced: true)
        case .removeNetwork(let name): if let name = EngineName(name) { try await client.removeNetwork(name) }
        case .removeVolume(let name): if let name = EngineName(name) { try await client.removeVolume(name) }
        }
        return .nothing
    }

    /// Says that a container of a service may go that is made by whom it was asked for in vain.
    private func noteRemoval(of service: ContainerService) async throws(StepFailure) {
        do throws(StoreFailure) {
            try await ServiceRemovalStore(environment.store).note(service)
        } catch {
            throw .configuration(Problem(.storeUnavailable, "the store cannot be reached"))
        }
    }

    // MARK: Things of the engine

    private func labels(_ subject: EngineLabels.Subject, _ service: ContainerService) -> [String: String] {
        EngineLabels(
            installation: settings.installation, owner: service.owner, node: settings.node, subject: subject
        ).labels
    }

    /// Sees to it that there is a network, and no second one of its name, which engines make of two requests at once.
    private func makeNetwork(_ name: String, _ facts: ReconciliationFacts) async throws(EngineFailure) {
        guard let engineName = EngineName(facts.engineName(network: name)) else { return }
        let labels = labels(.network(name), facts.service)
        try await networkMaking.perform { () async throws(EngineFailure) in
            if try await networks(engineName).isEmpty {
                do throws(EngineFailure) {
                    _ = try await client.createNetwork(
                        engineName, labels: labels, isInternal: settings.hasInternalNetworks, isolatesMembers: true)
                } catch {
                    // Another node made it in this moment; one without our label comes up as a failure.
                    guard error.code == .conflict, try await !networks(engineName).isEmpty else { throw error }
                }
            }
            for surplus in try await networks(engineName).dropFirst() {
                // One with members stays, and is told as a conflict until they have ended.
                try await client.removeNetwork(surplus)
            }
        }
    }

    /// The identifiers of our networks of a name, in the same order for everybody, those with members first.
    private func networks(_ name: EngineName) async throws(EngineFailure) -> [EngineName] {
        var found: [(id: EngineName, hasMembers: Bool)] = []
        let all = try await client.networks(labels: [EngineLabels.filter(settings.installation)])
        for network in all.filter({ $0.name == name }).sorted(by: { $0.id.description < $1.id.description }) {
            found.append((network.id, try await !client.network(network.id).members.isEmpty))
        }
        return found.filter(\.hasMembers).map(\.id) + found.filter { !$0.hasMembers }.map(\.id)
    }

    private func makeVolume(_ name: String, _ facts: ReconciliationFacts) async throws(EngineFailure) {
        guard let engineName = EngineName(facts.engineName(volume: name)) else { return }
        let subject = EngineLabels.Subject.volume(name, service: facts.service.name)
        let volume = try await client.createVolume(engineName, labels: labels(subject, facts.service))
        guard EngineLabels(volume.labels)?.installation == settings.installation else {
            throw EngineFailure(.conflict, "volume \(name) exists and was not made by this installation")
        }
    }

    private func limits(of service: ContainerService) -> ContainerLimits {
        var limits = ContainerLimits()
        limits.memoryBytes = service.memoryBytes
        limits.nanoCPUs = UInt64((max(service.cpus, 0) * 1e9).rounded())
        limits.processes = service.processLimit
        return limits
    }

    private func create(_ facts: ReconciliationFacts, _ image: ImageReference) async throws(EngineFailure) {
        let variables = try variables(of: facts.service)
        let specification: ContainerSpecification
        do throws(ServiceRefusal) {
            specification = try facts.service.specification(
                image: image, environment: variables, in: surroundings)
        } catch {
            throw EngineFailure(.invalidRequest, error.description)
        }
        var patient = client
        patient.deadline = settings.creationLimit
        _ = try await patient.createContainer(specification, named: facts.containerName)
    }

    private var surroundings: ContainerSurroundings {
        ContainerSurroundings(
            names: EngineNames(installation: settings.installation), node: settings.node, reach: settings.reach,
            policy: environment.policy, openFiles: settings.openFiles)
    }

    /// The variables of a service with their values, which are in memory only while the container is made.
    private func variables(of service: ContainerService) throws(EngineFailure) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        for variable in service.environment {
            let purpose = SealedVariable.purpose(of: variable.name, service: service.name)
            guard let sealed = Base64URL.decode(variable.sealed),
                let value = try? environment.sealer.open(sealed, purpose: purpose),
                let opened = EnvironmentVariable(variable.name, SecretValue(String(decoding: value, as: UTF8.self)))
            else {
                throw EngineFailure(
                    .invalidRequest, "the value of '\(variable.name)' cannot be opened with this SECRET_KEY")
            }
            variables.append(opened)
        }
        return variables
    }

    private func lastLines(of container: EngineName) async throws(EngineFailure) -> [String] {
        let stream = try await client.logs(of: container, .init(lastLines: Self.outputLines))
        var lines: [String] = []
        for try await line in stream {
            let text = String(decoding: line.bytes.prefix(Self.lineLimit), as: UTF8.self)
            if let text = DisplayableText.line(text) { lines.append(text) }
            if lines.count > Self.outputLines { lines.removeFirst() }
        }
        return lines
    }
}
