package import ProxyModel

extension EngineController {
    /// Lines of a service's output, oldest first.
    package func logs(
        _ service: String, lines: Int, since: Int64?
    ) async throws(ServiceControlFailure) -> [LogLine] {
        let (client, container) = try await container(of: service)
        do throws(EngineFailure) {
            let details = try await client.container(container)
            var range = EngineClient.LogRange(lastLines: lines)
            range.hasTimes = true
            range.since = since.map { Timestamp(milliseconds: $0 / 1_000_000) }
            var tail = LogTail(lines: lines)
            let stream = try await client.logs(of: container, range, hasTerminal: details.hasTerminal)
            for try await line in stream { tail.append(line) }
            return tail.lines
        } catch {
            throw Self.failure(error)
        }
    }

    /// What the container of a service uses.
    package func statistics(_ service: String) async throws(ServiceControlFailure) -> ContainerStatistics {
        let (client, container) = try await container(of: service)
        let statistics: ContainerStatistics
        do throws(EngineFailure) {
            statistics = try await client.statistics(of: container)
        } catch {
            throw Self.failure(error)
        }
        // Engines answer with nothing but zeros for one that does not run.
        guard statistics.processes > 0 || statistics.memoryLimitBytes > 0 else { throw .noContainer }
        return statistics
    }

    /// What carries this installation's label and belongs to no service on record.
    package func orphans() async throws(ServiceControlFailure) -> [EngineOrphan] {
        let inventory = try await inventory()
        do throws(EngineFailure) {
            return try await inventory.orphans().map(\.orphan)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Removes what `orphans` lists, but for volumes unless asked.
    package func removeOrphans(withVolumes: Bool) async throws(ServiceControlFailure) -> [EngineOrphan] {
        let inventory = try await inventory()
        do throws(EngineFailure) {
            return try await inventory.removeOrphans(withVolumes: withVolumes)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Puts services on record again whose containers were found without one.
    package func adopt() async throws(ServiceControlFailure) -> EngineAdoption {
        let inventory = try await inventory()
        do throws(EngineFailure) {
            let adopted = try await inventory.adopt()
            nudge()
            return adopted
        } catch {
            throw Self.failure(error)
        }
    }

    /// Whether nobody on this node listens on a port of an address.
    package func isFree(_ port: UInt16, bind: String, transport: ServicePort.Transport) async -> Bool {
        PortProbe.isFree(port, bind: bind, isDatagram: transport == .udp)
    }

    // MARK: Parts

    private func inventory() async throws(ServiceControlFailure) -> EngineInventory {
        let (client, surroundings) = try await connection()
        return EngineInventory(
            client: client, environment: environment, surroundings: surroundings,
            records: ServiceRecords(editor: environment.editor, engine: surroundings.engine))
    }

    /// The container of a service that serves, else the newest one.
    private func container(of service: String) async throws(ServiceControlFailure) -> (EngineClient, EngineName) {
        let (client, surroundings) = try await connection()
        let record = environment.snapshot()?.dockerServices[service]?.value
        let status: ServiceStatus?
        do throws(StoreFailure) {
            status = try await statuses([service])[service]
        } catch {
            throw .store(error)
        }
        if let engine = record?.engine, engine != surroundings.engine { throw .elsewhere(node: status?.node ?? "") }
        let look = EngineLook(
            client: client, installation: surroundings.installation, reach: surroundings.reach)
        let containers: [ObservedContainer]
        do throws(EngineFailure) {
            containers = try await look.service(service).containers
        } catch {
            throw Self.failure(error)
        }
        let serving = containers.first { $0.id.description == status?.containerID }
        guard let container = serving ?? containers.max(by: { $0.generation < $1.generation }) else {
            throw .noContainer
        }
        return (client, container.id)
    }

    private static func failure(_ failure: EngineFailure) -> ServiceControlFailure {
        switch failure.code {
        case .unreachable, .interrupted, .tlsFailed: .away(failure.description)
        case .notFound: .noContainer
        default: .engine(failure)
        }
    }
}
