internal import ProxyCore
internal import ProxyModel

/// Carries out one operation: who calls, may they, with what, only once, and what came of it.
struct OperationDispatcher: Sendable {
    let environment: ManagementEnvironment
    let authentication: Authentication
    let idempotency: IdempotentAnswers
    let audit: AuditLog

    /// Answers a request that matched an operation; `pathValues` are still percent-encoded.
    func answer(
        _ operation: Operation, _ request: LocalRequest, pathValues: [String: Substring]
    ) async -> RenderedAnswer {
        var caller = Caller.anonymous
        do throws(Problem) {
            caller = try authentication.caller(of: request, in: try? environment.editor.current())
            try authentication.check(caller, for: operation.scope)
            let call = try self.call(operation, request, caller, pathValues)
            let answer = try await performOnce(operation, call)
            audit.record(operation, caller, request, .success(answer.status))
            return answer
        } catch {
            audit.record(operation, caller, request, .failure(error))
            return RenderedAnswer(error, requestID: request.requestID)
        }
    }

    private func call(
        _ operation: Operation, _ request: LocalRequest, _ caller: Caller, _ pathValues: [String: Substring]
    ) throws(Problem) -> OperationCall {
        var decoded: [String: String] = [:]
        for (name, value) in pathValues {
            guard let text = PercentEncoding.decode(value.utf8) else {
                throw Problem(.malformedRequest, "the path is not percent-encoded UTF-8")
            }
            decoded[name] = text
        }
        let query = request.target.firstIndex(of: "?").map { request.target[request.target.index(after: $0)...] }
        return OperationCall(
            caller: caller, request: request, pathValues: decoded,
            query: try QueryParameters(query, declared: operation.parameters), environment: environment)
    }

    private func performOnce(_ operation: Operation, _ call: OperationCall) async throws(Problem) -> RenderedAnswer {
        guard operation.method == .post, let text = try call.header("idempotency-key") else {
            return try await perform(operation, call)
        }
        guard !text.isEmpty, text.utf8.count <= 255 else {
            throw Problem(.malformedRequest, "an Idempotency-Key has 1 to 255 bytes")
        }
        // Not by its name: who makes a token of the same name later must not be told what was shown once.
        let key = IdempotentAnswers.Key(
            token: try authentication.tokenDigest(of: call.request) ?? "", operation: operation.id, text: text)
        switch try await idempotency.begin(key, body: call.request.body, target: call.request.target) {
        case .repeatAnswer(let answer): return answer
        case .perform(let reservation):
            do throws(Problem) {
                let answer = try await idempotency.holding(reservation) { () throws(Problem) in
                    try await perform(operation, call)
                }
                await idempotency.end(reservation, answer: answer)
                return answer
            } catch {
                await idempotency.end(reservation, answer: nil)
                throw error
            }
        }
    }

    private func perform(_ operation: Operation, _ call: OperationCall) async throws(Problem) -> RenderedAnswer {
        try AnswerRenderer(operation: operation, call: call).render(try await operation.perform(call))
    }
}
