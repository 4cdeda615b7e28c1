internal import DockerControl
internal import ProxyModel

extension Operation {
    static let adoptDockerServices = Operation(
        "docker.adopt", .post, "/api/v1/services/adopt", .admin,
        "Put services on record again whose containers were found without one at the engine of this node.",
        answer: .object(
            "AdoptedDockerServices",
            [
                "message": JSONSchema.text, "services": JSONSchema.texts,
                "refused": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": ["service_name": JSONSchema.text, "reason": JSONSchema.text],
                    ], "description": "Services that stay orphans, and why.",
                ],
            ])
    ) { (call) throws(Problem) in
        let outcome: EngineAdoption
        do throws(ServiceControlFailure) {
            outcome = try await call.environment.containers.adopt()
        } catch {
            throw Problem(error)
        }
        let found =
            outcome.adopted.isEmpty && outcome.refused.isEmpty
            ? "No container was found that tells of a service."
            : "\(outcome.adopted.count) services are on record again."
        let reasons = outcome.refused.map { " '\($0.service)' is not: \($0.reason)." }
        return .object([
            "message": .string(found + reasons.joined()), "services": .texts(outcome.adopted),
            "refused": .array(
                outcome.refused.map { .object(["service_name": .string($0.service), "reason": .string($0.reason)]) }),
        ])
    }
}
