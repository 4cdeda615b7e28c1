internal import ProxyModel

extension Operation {
    static let startDockerService = Operation(
        "docker.start", .post, "/api/v1/services/{name}/start", .token,
        "Let a service run; what has failed is tried again at once.",
        parameters: [DockerServiceView.name, ServiceWatch.parameter], answer: DockerServiceActivity.answer
    ) { (call) throws(Problem) in
        try DockerServiceRules.checkRight(call)
        return try await DockerServiceActivity.change(call, "shall run") { service in service.activity = .running }
    }
}
