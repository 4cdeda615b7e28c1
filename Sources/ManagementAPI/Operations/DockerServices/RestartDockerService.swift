internal import ProxyModel

extension Operation {
    static let restartDockerService = Operation(
        "docker.restart", .post, "/api/v1/services/{name}/restart", .token,
        "Give a service a new container; the old one serves until the new one is well, where ports allow it.",
        parameters: [DockerServiceView.name, ServiceWatch.parameter], answer: DockerServiceActivity.answer
    ) { (call) throws(Problem) in
        try DockerServiceRules.checkRight(call)
        return try await DockerServiceActivity.change(call, "gets a new container") { service in
            service.activity = .running
            service.generation += 1
        }
    }
}
