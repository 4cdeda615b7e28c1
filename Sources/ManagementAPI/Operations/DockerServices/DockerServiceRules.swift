internal import DockerControl
internal import ProxyModel

/// What a service in containers must keep to beyond the types of its fields.
enum DockerServiceRules {
    /// Services that one token may have at a time.
    static let servicesPerToken = 200

    /// Throws a 403 for a caller who may not say what runs in containers, and what they open to the host.
    static func checkRight(_ call: OperationCall) throws(Problem) {
        guard call.caller.isAdmin || call.environment.settings.tokensMayRunContainers else {
            throw Problem(
                .forbidden, "only ADMIN_TOKEN may say what runs in containers; DOCKER_CREATE=token lets every token")
        }
    }

    /// Throws a 422 or a 409 for a name that cannot be had: names are unique over all kinds of service.
    static func checkName(_ name: String, _ snapshot: ConfigurationSnapshot, _ call: OperationCall) throws(Problem) {
        guard !AdoptionRules.words.contains(name) else {
            throw Problem(
                SchemaProblem([SchemaIssue(pointer: "/service_name", detail: "'\(name)' is a word of the API itself")]))
        }
        guard !call.environment.settings.localServices.contains(name) else {
            throw Problem(.conflict, "'\(name)' is a service of the process itself")
        }
        if let other = snapshot.dockerServices[name]?.value, other.deletion != nil, call.caller.owns(other.owner) {
            throw Problem(.conflict, "the service '\(name)' of that name is still being removed", retryAfter: 1)
        }
        guard snapshot.services[name] == nil, snapshot.dockerServices[name] == nil else {
            throw Problem(.conflict, "there is a service '\(name)' already")
        }
        try ServiceNames.check(name, snapshot, call.caller)
    }

    /// Throws a 409 for a token that has as many services as one may have: every look at an engine takes them all in.
    static func checkCount(_ snapshot: ConfigurationSnapshot, _ caller: Caller) throws(Problem) {
        guard !caller.isAdmin,
            snapshot.dockerServices.values.count(where: { caller.owns($0.value.owner) }) >= servicesPerToken
        else { return }
        throw Problem(
            .conflict, "a token has at most \(servicesPerToken) services in containers, those being removed included")
    }

    /// Throws a 422 for a change of what a service is known by.
    static func checkIdentity(_ service: ContainerService, former: ContainerService) throws(Problem) {
        var issues: [SchemaIssue] = []
        if service.name != former.name {
            issues.append(SchemaIssue(pointer: "/service_name", detail: "cannot be changed; create another service"))
        }
        // What it has at its engine does not move to another one.
        if former.engine != nil, service.node != former.node {
            issues.append(SchemaIssue(pointer: "/node", detail: "cannot be changed: an engine has taken the service"))
        }
        if former.engine != nil, service.nodeSelector != former.nodeSelector {
            issues.append(
                SchemaIssue(pointer: "/node_selector", detail: "cannot be changed: an engine has taken the service"))
        }
        guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
    }

    /// Throws a 422 with everything that the policy has against a service, and a 409 for ports that others have.
    static func check(_ service: ContainerService, _ snapshot: ConfigurationSnapshot, _ call: OperationCall)
        throws(Problem)
    {
        let refusals = call.environment.servicePolicy.refusals(of: service)
        guard refusals.isEmpty else { throw Problem(refusals) }
        let allocation = PortAllocation(snapshot.dockerServices.values.lazy.map(\.value))
        let conflicts = allocation.conflicts(of: service).map { conflict in
            let port = service.ports[conflict.index]
            let holder = call.caller.owns(conflict.holder.owner) ? "'\(conflict.holder.service)'" : "another service"
            return SchemaIssue(
                pointer: "/port_configs/\(conflict.index)/host",
                detail: "\(holder) has port \(port.hostPort) of \(conflict.holder.port.bind)")
        }
        if let first = conflicts.first { throw Problem(.conflict, first.detail, issues: conflicts) }
    }
}
