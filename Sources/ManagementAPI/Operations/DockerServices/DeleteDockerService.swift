internal import DockerControl
internal import ProxyModel

extension Operation {
    static let deleteDockerService = Operation(
        "docker.delete", .delete, "/api/v1/services/{name}", .token,
        "Remove a service with its container; until its engine has done it, the service is there with the status removing.",
        parameters: [
            DockerServiceView.name,
            .flag(
                "force",
                "Remove it although routes name it; repeated by the admin after a minute, also when its engine is gone for good."
            ),
            .flag("delete_proxy", default: true, "Delete the proxies that lead to it, too."),
            .flag("delete_volumes", "Delete its named volumes, too, unless another service uses them."),
            ServiceWatch.parameter,
        ], answer: OperationAnswer(.nothing, status: 204)
    ) { (call) throws(Problem) in
        let force = try call.query.flag("force")
        let deletesProxies = try call.query.flag("delete_proxy", default: true)
        let removesVolumes = try call.query.flag("delete_volumes")
        let deadline = try DockerServiceEdit.deadline(call)
        let precondition = try RecordPrecondition(call)
        let isAbandoned = force ? try await isAbandoned(call) : false
        let (service, _) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.dockerService(call.path("name"), for: call.caller)
            try precondition.check(stored.revision)
            let service = stored.value
            let users = draft.snapshot.routes.values.map(\.value)
                .filter { $0.target == .service(service.name) && call.caller.owns($0.owner) }.map(\.id).sorted()
            guard force || users.isEmpty else {
                throw Problem(
                    .conflict, "routes name the service; delete them first, or repeat with force=true",
                    members: ["routes": .texts(users)])
            }
            if deletesProxies {
                for host in ServiceProxies.own(service, draft.snapshot) { draft.delete(.proxies, host) }
            }
            if isAbandoned, service.deletion != nil {
                draft.delete(.dockerServices, service.name)
                if draft.snapshot.serviceEndpoints[service.name] != nil {
                    draft.delete(.serviceEndpoints, service.name)
                }
            } else {
                draft.remove(service, withVolumes: removesVolumes, now: call.now)
            }
            return service
        }
        call.environment.containers.nudge()
        var patience = EnginePatience()
        let left = try await call.environment.serviceWatch.wait(until: deadline) {
            () throws(Problem) -> DockerServiceState? in
            guard let stored = try call.snapshot().dockerServices[service.name], stored.value.deletion != nil else {
                return nil
            }
            return try await DockerServiceState.one(stored, call)
        } isEnd: { left in
            left.map { patience.isOver($0.isStuck) } ?? true
        }
        guard let left, try call.query.number("wait", in: 0...100, default: 0) > 0 else { return .nothing }
        // Who wanted to wait is told that it is not over.
        return .status(202, DockerServiceView.json(left))
    }

    /// Whether the admin may give up what a removal has left at an engine: nobody works on it, and there was time to.
    ///
    /// Should the engine come back, what is left there belongs to no service, and is listed as such.
    private static func isAbandoned(_ call: OperationCall) async throws(Problem) -> Bool {
        guard call.caller.isAdmin,
            let service = try? call.snapshot().dockerService(call.path("name"), for: call.caller).value,
            let engine = service.engine, let deletion = service.deletion, call.now - deletion.requestedAt >= 60_000
        else { return false }
        do throws(StoreFailure) {
            return try await !EngineLease.isTaken(engine, in: call.environment.volatile)
        } catch {
            throw Problem(error)
        }
    }
}
