internal import DockerControl
internal import ProxyModel

extension Operation {
    static let updateDockerService = Operation(
        "docker.update", .put, "/api/v1/services/{name}", .token,
        "Change fields of a service in a container; what is not given stays, and what a container cannot change gets a new one.",
        parameters: [DockerServiceView.name, ServiceWatch.parameter], document: DockerServiceBody.update,
        answer: OperationAnswer(
            .object(name: "UpdatedDockerService", definition: DockerServiceView.definition(withTokens: true)))
    ) { (json, call) throws(Problem) in
        _ = try DockerServiceEdit.deadline(call)
        let current = try call.snapshot().dockerService(call.path("name"), for: call.caller).value
        try DockerServiceRules.checkRight(call)
        var planned = current
        _ = try DockerServiceBody(json, former: current).apply(to: &planned, call)
        let ports = try await HostPorts(for: planned, former: current.ports, call.snapshot(), call)
        let (stored, tokens) = try await DockerServiceEdit.edit(call) { service, snapshot throws(Problem) in
            let former = service
            let tokens = try DockerServiceBody(json, former: former).apply(to: &service, call)
            try DockerServiceRules.checkIdentity(service, former: former)
            try ports.fill(&service, snapshot, call)
            try DockerServiceRules.check(service, snapshot, call)
            if former.needsReplacement(by: service) { service.generation += 1 }
            return tokens
        }
        let state = try await DockerServiceEdit.state(of: stored, call)
        var object = DockerServiceView.json(state)
        object.append("source_tokens", DockerServiceView.tokens(tokens))
        return .object(object, revision: state.revision)
    }
}
