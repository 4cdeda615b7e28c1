internal import Egress
internal import ProxyModel

extension EngineClient {
    /// Builds an image from a Dockerfile, and returns its identifier.
    ///
    /// The context is read and sent bit by bit; `onOutput` gets what the build says, in its order. Throws
    /// `EngineFailure` with the words of the step that failed, or `BuildContextFailure` when the context cannot be read.
    package func build(
        _ options: BuildOptions, context: BuildContext, onOutput: (BuildOutput) async -> Void
    ) async throws -> String {
        let upload = FetchUpload()
        let sender = Task { try await context.send(to: upload, dockerfile: options.dockerfile) }
        defer { sender.cancel() }
        do throws(EngineFailure) {
            return try await build(options, upload, onOutput)
        } catch {
            upload.abort()
            sender.cancel()
            if case .failure(let failure as BuildContextFailure) = await sender.result { throw failure }
            throw error
        }
    }

    private func build(
        _ options: BuildOptions, _ upload: FetchUpload, _ onOutput: (BuildOutput) async -> Void
    ) async throws(EngineFailure) -> String {
        var request = EngineRequest("POST", "build")
        request.query = options.query
        request.headers = [FetchField("Content-Type", "application/x-tar")]
        // The head comes with the first step, when the whole context is there.
        request.deadline = min(options.deadline, options.overallDeadline)
        let start = ContinuousClock.now
        let answer = try await stream(request, content: upload)
        let timer = answer.body.end(after: options.overallDeadline - start.duration(to: .now))
        defer { timer.cancel() }
        let stream = EngineStream(answer.body) { document throws(EngineFailure) -> JSONValue? in
            if let problem = document.wording("error") { throw EngineFailure(streamed: problem) }
            return document
        }
        var documents = stream.makeAsyncIterator()
        var id: String?
        while let document = try await documents.next() {
            if let made = document["aux"]?.wording("ID") { id = made }
            if let output = BuildOutput(document) { await onOutput(output) }
        }
        guard let id else { throw EngineFailure(.protocolViolation, "the build ended without an image") }
        return id
    }
}
