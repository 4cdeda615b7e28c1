internal import ProxyModel

extension Operation {
    static let stopDockerService = Operation(
        "docker.stop", .post, "/api/v1/services/{name}/stop", .token,
        "Stop a service; it stays stopped until it is started.",
        parameters: [DockerServiceView.name, ServiceWatch.parameter], answer: DockerServiceActivity.answer
    ) { (call) throws(Problem) in
        try await DockerServiceActivity.change(call, "is to stop", wakes: false, repeats: false) { service in
            service.activity = .stopped
        }
    }
}
