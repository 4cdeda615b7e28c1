internal import DockerControl
internal import ProxyModel

extension Operation {
    static let adoptDockerServices = Operation(
        "docker.adopt", .post, "/api/v1/services/adopt", .admin,
        "Put services on record again whose containers were found without one at the engine of this node.",
        answer: .object("AdoptedDockerServices", ["message": JSONSchema.text, "services": JSONSchema.texts])
    ) { (call) throws(Problem) in
        let names: [String]
        do throws(ServiceControlFailure) {
            names = try await call.environment.containers.adopt()
        } catch {
            throw Problem(error)
        }
        let message =
            names.isEmpty
            ? "No container was found that tells of a service." : "\(names.count) services are on record again."
        return .object(["message": .string(message), "services": .texts(names.sorted())])
    }
}
