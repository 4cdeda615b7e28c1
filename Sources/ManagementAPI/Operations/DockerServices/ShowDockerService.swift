internal import ProxyModel

extension Operation {
    static let showDockerService = Operation(
        "docker.show", .get, "/api/v1/services/{name}", .token, "Show a service in a container, and how it is.",
        parameters: [DockerServiceView.name], answer: DockerServiceView.record
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().dockerService(call.path("name"), for: call.caller)
        return .live(
            DockerServiceView.json(try await DockerServiceState.one(stored, call)), revision: stored.revision)
    }
}
