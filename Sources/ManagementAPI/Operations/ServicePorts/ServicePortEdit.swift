internal import DockerControl
internal import ProxyModel

/// A change of one service's ports: planned over all services, so that no port is given twice, whichever node is asked.
struct ServicePortEdit {
    /// What became of a change.
    struct Outcome {
        let service: ContainerService
        let port: ServicePort
        /// The token that was made for the port; nil = none was.
        let made: String?
        let revision: Revision
    }

    /// Ports that something besides services may have: so many are tried before the range counts as used up.
    private static let attempts = 64
    private static let limit = 32

    private let call: OperationCall
    private let precondition: RecordPrecondition

    /// Throws a 403 for a caller who may not say what runs in containers.
    init(_ call: OperationCall) throws(Problem) {
        try DockerServiceRules.checkRight(call)
        self.call = call
        precondition = try RecordPrecondition(call)
    }

    /// Adds a port.
    func add(_ request: PortRequest) async throws(Problem) -> Outcome {
        let service = try PortHolder.service(call).value
        let (wanted, made) = request.port(of: service, now: call.now, random: call.environment.randomBytes)
        let busy = try await busyPorts(for: wanted, of: service, besides: nil)
        let (result, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try PortHolder.service(call, in: draft.snapshot)
            try precondition.check(stored.revision)
            var service = stored.value
            guard !service.ports.contains(where: { $0.name == wanted.name }) else {
                throw Problem(.conflict, "the service has a port '\(wanted.name)' already")
            }
            guard service.ports.count < Self.limit else {
                throw Problem(.conflict, "a service has at most \(Self.limit) ports")
            }
            var port = wanted
            if request.container == nil { port.containerPort = service.internalPort }
            port.hostPort = try host(of: port, besides: nil, service, busy, draft.snapshot)
            service.ports.append(port)
            put(service, insteadOf: stored.value, &draft)
            return (service, port)
        }
        call.environment.containers.nudge()
        return Outcome(service: result.0, port: result.1, made: made, revision: revision)
    }

    /// Changes a port; what is not given stays.
    func update(_ name: String, _ patch: Patch<PortRequest>) async throws(Problem) -> Outcome {
        let service = try PortHolder.service(call).value
        let (wanted, _) = try changed(try PortHolder.port(name, of: service), of: service, patch)
        let busy = try await busyPorts(for: wanted, of: service, besides: name)
        let (result, revision) = try await call.environment.editor.edit {
            draft throws(Problem) -> (service: ContainerService, port: ServicePort, made: String?) in
            let stored = try PortHolder.service(call, in: draft.snapshot)
            try precondition.check(stored.revision)
            var service = stored.value
            guard let index = service.ports.firstIndex(where: { $0.name == name }) else {
                throw Problem(.notFound, "the service has no port '\(name)'")
            }
            let former = service.ports[index]
            let change = try changed(former, of: service, patch)
            var port = change.port
            port.hostPort = try host(of: port, besides: former, service, busy, draft.snapshot)
            service.ports[index] = port
            put(service, insteadOf: stored.value, &draft)
            return (service, port, change.made)
        }
        call.environment.containers.nudge()
        return Outcome(service: result.service, port: result.port, made: result.made, revision: revision)
    }

    /// Takes a port away.
    func remove(_ name: String) async throws(Problem) {
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try PortHolder.service(call, in: draft.snapshot)
            try precondition.check(stored.revision)
            _ = try PortHolder.port(name, of: stored.value)
            var service = stored.value
            service.ports.removeAll { $0.name == name }
            put(service, insteadOf: stored.value, &draft)
        }
        call.environment.containers.nudge()
    }

    private func changed(
        _ former: ServicePort, of service: ContainerService, _ patch: Patch<PortRequest>
    ) throws(Problem) -> (port: ServicePort, made: String?) {
        var request = PortRequest(former)
        try patch.apply(to: &request)
        guard request.name == former.name else {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/name", detail: "cannot be changed; add another")]))
        }
        let takesTokenAway = patch.json["source_token"] == .null || patch.json["token"] == .null
        let result = request.port(
            of: service, replacing: former, keepsToken: !takesTokenAway, now: call.now,
            random: call.environment.randomBytes)
        guard !result.port.isGated || result.port.transport == .tcp else {
            throw Problem(
                SchemaProblem([SchemaIssue(pointer: "/protocol", detail: "tokens and sources are for tcp")]))
        }
        return result
    }

    /// The number on the host: the one that was named, or one that is free.
    ///
    /// Throws a 422 for what the rules forbid, a 409 for what somebody has.
    private func host(
        of port: ServicePort, besides former: ServicePort?, _ service: ContainerService, _ busy: Set<UInt16>,
        _ snapshot: ConfigurationSnapshot
    ) throws(Problem) -> UInt16 {
        let rules = call.environment.portRules
        let table = PortAllocation(snapshot.dockerServices.values.map(\.value))
        var port = port
        if port.hostPort == 0 {
            if let refusal = rules.refusal(ofAddress: port.bind) { throw PortHolder.problem([refusal]) }
            guard
                let free = table.freePort(
                    bind: port.bind, transport: port.transport, rules: rules, preferring: port.containerPort,
                    skipping: busy)
            else { throw Problem(.conflict, "no port of the range \(rules.range) is free") }
            port.hostPort = free
        }
        let isMoved = former.map { PortSocket($0) != PortSocket(port) } ?? true
        guard isMoved else { return port.hostPort }
        let refusals = rules.refusals(of: port)
        guard refusals.isEmpty else { throw PortHolder.problem(refusals) }
        if let holder = table.holder(of: PortSocket(port), besides: former?.name, of: service.name) {
            throw PortHolder.conflict(port, with: holder, for: call.caller)
        }
        guard !busy.contains(port.hostPort) else {
            throw Problem(
                .conflict, "something else on the host listens on port \(port.hostPort) of \(port.bind)",
                members: ["port": .integer(Int64(port.hostPort)), "bind_address": .string(port.bind)])
        }
        return port.hostPort
    }

    /// Ports that something on this host listens on, among those that the change would take; none where the service is
    /// at the engine of another node.
    private func busyPorts(
        for port: ServicePort, of service: ContainerService, besides name: String?
    ) async throws(Problem) -> Set<UInt16> {
        let containers = call.environment.containers
        guard case .connected(let id, _, _, _) = await containers.engine(), service.engine ?? id == id else {
            return []
        }
        let table = PortAllocation(try call.snapshot().dockerServices.values.map(\.value))
        guard port.hostPort == 0 else {
            let isOwn = service.ports.contains { $0.name == name && PortSocket($0).overlaps(PortSocket(port)) }
            // Who has a port of the table is told by name.
            let isHeld = table.holder(of: PortSocket(port)) != nil
            if isOwn || isHeld { return [] }
            return await containers.isFree(port.hostPort, bind: port.bind, transport: port.transport)
                ? [] : [port.hostPort]
        }
        var busy: Set<UInt16> = []
        for _ in 0..<Self.attempts {
            guard
                let candidate = table.freePort(
                    bind: port.bind, transport: port.transport, rules: call.environment.portRules,
                    preferring: port.containerPort,
                    skipping: busy),
                await !containers.isFree(candidate, bind: port.bind, transport: port.transport)
            else { break }
            busy.insert(candidate)
        }
        return busy
    }

    /// Ports that the engine publishes are a matter of the container; those that this program stands before are not.
    private func put(
        _ service: ContainerService, insteadOf former: ContainerService, _ draft: inout ConfigurationDraft
    ) {
        guard service.ports != former.ports else { return }
        var service = service
        if former.needsReplacement(by: service) { service.generation &+= 1 }
        service.updatedAt = call.now
        draft.put(.dockerService(service))
    }
}
