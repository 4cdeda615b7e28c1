internal import DockerControl
internal import ProxyModel

/// Starting, stopping and restarting: a change of what is desired, and what came of it as far as the client waited.
enum DockerServiceActivity {
    static let answer = OperationAnswer.object(
        "DockerServiceActivity",
        ["message": JSONSchema.text, "status": JSONSchema.text, "service": DockerServiceView.definition])

    static func change(
        _ call: OperationCall, _ words: String, wakes: Bool = true, repeats: Bool = true,
        _ change: (inout ContainerService) -> Void
    ) async throws(Problem) -> OperationResult {
        _ = try DockerServiceEdit.deadline(call)
        if wakes {
            // Said first: whoever looks after the change must not find it asleep and unwanted.
            let service = try call.snapshot().dockerService(call.path("name"), for: call.caller).value
            do throws(StoreFailure) {
                if service.idleSeconds != nil {
                    try await ServiceUseStore(call.environment.volatile).wake(service.name)
                }
            } catch {
                throw Problem(error)
            }
        }
        let (stored, _) = try await DockerServiceEdit.edit(call, repeats: repeats) { service, _ throws(Problem) in
            change(&service)
        }
        let state = try await DockerServiceEdit.state(of: stored, call)
        return .object(
            [
                "message": .string(message(state, words)), "status": .string(state.phase.rawValue),
                "service": .object(DockerServiceView.json(state)),
            ], revision: state.revision)
    }

    private static func message(_ state: DockerServiceState, _ words: String) -> String {
        let name = state.service.name
        guard state.isSettled else {
            let wait = state.reason.map { ", and waits: \($0)" } ?? ""
            return "The service '\(name)' \(words)\(wait)."
        }
        if let failure = state.status?.failure { return "The service '\(name)' failed: \(failure.message)" }
        return "The service '\(name)' is \(state.phase.rawValue)."
    }
}
