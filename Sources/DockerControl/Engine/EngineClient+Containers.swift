internal import Egress
internal import ProxyModel

extension EngineClient {
    /// Makes a container, without starting it, and returns its identifier and the engine's warnings.
    ///
    /// Throws `EngineFailure`: `notFound` when the image is not there, `conflict` when the name is taken.
    package func createContainer(
        _ specification: ContainerSpecification, named name: EngineName
    ) async throws(EngineFailure) -> (id: EngineName, warnings: [String]) {
        var request = EngineRequest("POST", "containers", "create")
        request.query = [("name", name.description)]
        request.body = specification.document
        let answer = try await document(request)
        guard let id = EngineName(answer.text("Id")) else { throw EngineFailure(.protocolViolation, "no identifier") }
        return (id, answer.texts("Warnings"))
    }

    /// Tells all of one container.
    ///
    /// Throws `EngineFailure`, `notFound` when there is none.
    ///
    /// A name that begins like an identifier may find another container: compare what was asked for.
    package func container(_ name: EngineName) async throws(EngineFailure) -> ContainerDetails {
        let answer = try await document(EngineRequest("GET", "containers", name.description, "json"))
        guard let details = ContainerDetails(answer) else { throw EngineFailure(.protocolViolation, "no container") }
        return details
    }

    /// All containers that have all of these labels (`name` or `name=value`), running or not.
    ///
    /// Throws `EngineFailure`.
    package func containers(labels: [String] = []) async throws(EngineFailure) -> [ContainerSummary] {
        var request = EngineRequest("GET", "containers", "json")
        request.query = [("all", "true"), EngineRequest.filters([("label", labels)])]
        // Each container comes with all its labels.
        request.maxAnswerBytes = 64 << 20
        return try await list(request, of: ContainerSummary.init)
    }

    /// Starts a container; false when it runs already.
    ///
    /// Throws `EngineFailure`, `portTaken` above all.
    @discardableResult
    package func startContainer(_ name: EngineName) async throws(EngineFailure) -> Bool {
        try await act(name, "start")
    }

    /// Stops a container: a signal, and a kill after so many seconds; false when it does not run.
    ///
    /// Throws `EngineFailure`.
    @discardableResult
    package func stopContainer(_ name: EngineName, seconds: Int = 10) async throws(EngineFailure) -> Bool {
        try await act(name, "stop", [("t", String(seconds))], deadline: deadline + .seconds(seconds))
    }

    /// Stops and starts a container.
    ///
    /// Throws `EngineFailure`.
    package func restartContainer(_ name: EngineName, seconds: Int = 10) async throws(EngineFailure) {
        _ = try await act(name, "restart", [("t", String(seconds))], deadline: deadline + .seconds(seconds))
    }

    /// Sends a signal to a container's first process.
    ///
    /// Throws `EngineFailure`, `conflict` when it does not run.
    package func killContainer(_ name: EngineName, signal: ContainerSignal = .kill) async throws(EngineFailure) {
        _ = try await act(name, "kill", [("signal", signal.rawValue)])
    }

    /// Lets a paused container go on.
    ///
    /// Throws `EngineFailure`, `conflict` or `failed` when it is not paused.
    package func resumeContainer(_ name: EngineName) async throws(EngineFailure) {
        _ = try await act(name, "unpause")
    }

    /// Gives a container other limits of memory, processors and processes, also while it runs.
    ///
    /// Throws `EngineFailure`.
    package func limitContainer(_ name: EngineName, to limits: ContainerLimits) async throws(EngineFailure) {
        var request = EngineRequest("POST", "containers", name.description, "update")
        request.body = [
            "Memory": .integer(Int64(clamping: limits.memoryBytes)),
            "MemorySwap": .integer(Int64(clamping: limits.memoryBytes)),
            "NanoCpus": .integer(Int64(clamping: limits.nanoCPUs)), "PidsLimit": .integer(Int64(limits.processes)),
        ]
        try await call(request)
    }

    /// Gives a container another name.
    ///
    /// Throws `EngineFailure`, `conflict` when it is taken.
    package func renameContainer(_ name: EngineName, to newName: EngineName) async throws(EngineFailure) {
        _ = try await act(name, "rename", [("name", newName.description)])
    }

    /// Removes a container, killing it when `isForced`, with the volumes that have no name when asked.
    ///
    /// Returns false when it is gone already. Throws `EngineFailure`, `conflict` when it runs and is not forced.
    @discardableResult
    package func removeContainer(
        _ name: EngineName, isForced: Bool = false, withAnonymousVolumes: Bool = true
    ) async throws(EngineFailure) -> Bool {
        var request = EngineRequest("DELETE", "containers", name.description)
        request.query = [("force", String(isForced)), ("v", String(withAnonymousVolumes))]
        return try await removes(request)
    }

    /// Waits until a container does not run, or is removed, and returns its exit code.
    ///
    /// It takes as long as it takes. Throws `EngineFailure`.
    package func waitForContainer(
        _ name: EngineName, untilRemoved: Bool = false
    ) async throws(EngineFailure) -> Int {
        var request = EngineRequest("POST", "containers", name.description, "wait")
        request.query = [("condition", untilRemoved ? "removed" : "not-running")]
        // Engines send the head at once; Podman with the answer.
        request.deadline = .seconds(365 * 86_400)
        let stream = try await stream(request)
        let answer = try Self.document(try await stream.body.collected(upTo: 64 << 10))
        if let problem = answer["Error"]?.wording("Message") { throw EngineFailure(streamed: problem) }
        guard let code = answer.number("StatusCode") else { throw EngineFailure(.protocolViolation, "no exit code") }
        return code
    }

    /// Removes something; false when it is gone already.
    func removes(_ request: EngineRequest) async throws(EngineFailure) -> Bool {
        do throws(EngineFailure) {
            try await call(request)
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    private func act(
        _ name: EngineName, _ verb: String, _ query: [(name: String, value: String)] = [], deadline: Duration? = nil
    ) async throws(EngineFailure) -> Bool {
        var request = EngineRequest("POST", "containers", name.description, verb)
        request.query = query
        request.deadline = deadline
        return try await call(request).status != 304
    }
}
