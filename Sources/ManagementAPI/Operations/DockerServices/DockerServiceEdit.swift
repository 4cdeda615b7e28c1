internal import DockerControl
internal import ProxyModel

/// A change of one service in containers: found, precondition checked, changed, written, made known, and waited for.
enum DockerServiceEdit {
    /// Changes the service; what happens is up to its engine.
    ///
    /// What changes nothing is written all the same, so that what has failed is tried again, unless `repeats` is false.
    static func edit<Value: Sendable>(
        _ call: OperationCall, repeats: Bool = true,
        _ change: (inout ContainerService, ConfigurationSnapshot) throws(Problem) -> Value
    ) async throws(Problem) -> (stored: Stored<ContainerService>, value: Value) {
        let precondition = try RecordPrecondition(call)
        let ((service, value, former), revision) = try await call.environment.editor.edit {
            draft throws(Problem) -> (ContainerService, Value, Revision?) in
            let stored = try draft.snapshot.dockerService(call.path("name"), for: call.caller)
            try precondition.check(stored.revision)
            guard stored.value.deletion == nil else {
                throw Problem(.conflict, "the service '\(stored.value.name)' is being removed")
            }
            var service = stored.value
            let value = try change(&service, draft.snapshot)
            guard repeats || service != stored.value else { return (service, value, stored.revision) }
            service.updatedAt = call.now
            draft.put(.dockerService(service))
            return (service, value, nil)
        }
        call.environment.containers.nudge()
        return (Stored(service, revision: former ?? revision), value)
    }

    /// The state of a service that was changed, once it is settled or the client does not want to wait any longer.
    ///
    /// For an engine that is away nobody waits longer than a moment.
    static func state(
        of stored: Stored<ContainerService>, _ call: OperationCall
    ) async throws(Problem) -> DockerServiceState {
        let deadline = try deadline(call)
        var patience = EnginePatience()
        return try await call.environment.serviceWatch.wait(until: deadline) { () throws(Problem) in
            // What others have changed meanwhile is waited for, too; what they deleted is not.
            let current = try call.snapshot().dockerServices[stored.value.name]
            return try await DockerServiceState.one(current ?? stored, call)
        } isEnd: {
            $0.isSettled || $0.service.deletion != nil || patience.isOver($0.isStuck)
        }
    }

    /// Until when the client wants to wait.
    static func deadline(_ call: OperationCall) throws(Problem) -> ContinuousClock.Instant {
        ContinuousClock.now + .seconds(try call.query.number("wait", in: 0...100, default: 0))
    }
}

extension ConfigurationSnapshot {
    /// A service in containers; what is not there and what belongs to somebody else is the same.
    ///
    /// An external service that has the name is told to who owns it.
    func dockerService(_ name: String, for caller: Caller) throws(Problem) -> Stored<ContainerService> {
        if dockerServices[name.lowercased()] == nil, let other = services[name.lowercased()]?.value,
            caller.owns(other.owner)
        {
            throw Problem(.notFound, "'\(other.name)' is an external service; it has no container")
        }
        guard let stored = dockerServices[name.lowercased()], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no service '\(name)'")
        }
        return stored
    }
}
