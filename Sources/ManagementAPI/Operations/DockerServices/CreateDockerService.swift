internal import DockerControl
internal import ProxyModel

extension Operation {
    static let createDockerService = Operation(
        "docker.create", .post, "/api/v1/services", .token, "Run a service in a container.",
        parameters: [
            .flag("auto_proxy", "Serve it over HTTP as its name below BASE_DOMAIN, too."), ServiceWatch.parameter,
        ],
        document: DockerServiceBody.creation,
        answer: .object(
            "CreatedDockerService",
            [
                "service": DockerServiceView.definition, "proxy_created": JSONSchema.flag,
                "instance_registered": [
                    "type": "boolean", "description": "That proxies and routes can name it from now on.",
                ], "hostname": JSONSchema.nullableText, "source_tokens": DockerServiceView.tokensDefinition,
                "warnings": JSONSchema.texts,
            ], status: 201)
    ) { (json, call) throws(Problem) in
        try DockerServiceRules.checkRight(call)
        _ = try DockerServiceEdit.deadline(call)
        let (wanted, tokens) = try DockerServiceBody(json).service(call)
        let isProxied = try call.query.flag("auto_proxy")
        let snapshot = try call.snapshot()
        try DockerServiceRules.checkName(wanted.name, snapshot, call)
        var warnings = try await engineWarnings(call)
        let ports = try await HostPorts(for: wanted, snapshot, call)
        let (made, revision) = try await call.environment.editor.edit {
            draft throws(Problem) -> (service: ContainerService, host: String?, warning: String?) in
            var service = wanted
            try DockerServiceRules.checkName(service.name, draft.snapshot, call)
            try DockerServiceRules.checkCount(draft.snapshot, call.caller)
            try ports.fill(&service, draft.snapshot, call)
            try DockerServiceRules.check(service, draft.snapshot, call)
            draft.put(.dockerService(service))
            guard isProxied else { return (service, nil, nil) }
            let proxy = try ServiceProxies.proxy(for: service, host: nil, https: false, call)
            let host = proxy.hostname.description
            guard draft.snapshot.proxies[host] == nil else {
                return (service, nil, "there is a proxy '\(host)' already; none was made")
            }
            var coming = draft.snapshot
            coming.apply(ChangeSet(revision: coming.revision + 1, changes: draft.changes))
            _ = try NewProxy.add(proxy, to: &draft, coming, call)
            return (service, host, nil)
        }
        call.environment.containers.nudge()
        if let warning = made.warning { warnings.append(warning) }
        let state = try await DockerServiceEdit.state(of: Stored(made.service, revision: revision), call)
        return .object(
            [
                "service": .object(DockerServiceView.json(state)), "proxy_created": .bool(made.host != nil),
                "instance_registered": true, "hostname": .text(made.host),
                "source_tokens": DockerServiceView.tokens(tokens), "warnings": .texts(warnings),
            ], revision: state.revision, location: DockerServiceView.location(made.service))
    }

    /// What is to be known of engines before a service is made; throws a 503 when there is none anywhere.
    private static func engineWarnings(_ call: OperationCall) async throws(Problem) -> [String] {
        switch await call.environment.containers.engine() {
        case .connected: return []
        case .away(let reason): return ["the container engine of this node is away: \(reason)"]
        case .off:
            guard await call.environment.nodes.nodes().count > 1 else { throw Problem.noEngine }
            return ["this node has no container engine (DOCKER_HOST is not set); another node has to take the service"]
        }
    }
}
