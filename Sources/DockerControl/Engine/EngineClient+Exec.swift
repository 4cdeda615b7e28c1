internal import Egress
internal import ProxyModel

extension EngineClient {
    /// Runs a program inside of a running container, without a shell and without input, and collects what it writes.
    ///
    /// Of each stream `limit` bytes are kept. The program goes on when the task is cancelled, or the deadline has passed:
    /// engines cannot end it. Throws `EngineFailure`, `conflict` when the container does not run, `timedOut` when the
    /// program has not ended in time.
    package func run(
        _ command: [String], in container: EngineName, user: String? = nil, limit: Int = 256 << 10,
        within deadline: Duration = .seconds(300)
    ) async throws(EngineFailure) -> ExecutionResult {
        var request = EngineRequest("POST", "containers", container.description, "exec")
        var body: JSONObject = [
            "AttachStdout": true, "AttachStderr": true, "AttachStdin": false, "Tty": false, "Privileged": false,
            "Cmd": .array(command.map { .string($0) }),
        ]
        if let user { body["User"] = .string(user) }
        request.body = .object(body)
        guard let id = EngineName(try await document(request).text("Id")) else {
            throw EngineFailure(.protocolViolation, "no identifier")
        }
        var output = BoundedOutput(limit: limit)
        var errors = BoundedOutput(limit: limit)
        let stream = try await startExecution(id)
        let timer = stream.body.end(after: deadline)
        defer { timer.cancel() }
        var decoder = LogStreamDecoder()
        while decoder.failure == nil, let bytes = try await stream.body.nextPart() {
            for part in decoder.feed(bytes) {
                switch part.stream {
                case .output: output.append(part.bytes)
                case .errors: errors.append(part.bytes)
                }
            }
        }
        decoder.finish()
        if let failure = decoder.failure { throw failure }
        let state = try await document(EngineRequest("GET", "exec", id.description, "json"))
        guard let code = state.number("ExitCode") else {
            throw EngineFailure(.protocolViolation, "no exit code")
        }
        return ExecutionResult(
            exitCode: code, output: output.bytes, errors: errors.bytes, isCut: output.isCut || errors.isCut)
    }

    private func startExecution(_ id: EngineName) async throws(EngineFailure) -> FetchStream {
        var request = EngineRequest("POST", "exec", id.description, "start")
        request.body = ["Detach": false, "Tty": false]
        return try await stream(request)
    }

    private struct BoundedOutput {
        let limit: Int
        var bytes: [UInt8] = []
        var isCut = false

        mutating func append(_ part: [UInt8]) {
            let room = limit - bytes.count
            bytes += part.prefix(room)
            if part.count > room { isCut = true }
        }
    }
}
