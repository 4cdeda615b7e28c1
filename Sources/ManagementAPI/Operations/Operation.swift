internal import ProxyModel

/// One thing that the management API does: the route, the CLI's command and the entry in OpenAPI are made from it.
///
/// An operation is one file; a new one is registered by one line in `Operation.all`.
package struct Operation: Sendable {
    /// Group and verb, such as `proxy.create`; unique.
    package let id: String
    /// The method of the request.
    package let method: OperationMethod
    /// With parameters in braces, without trailing slash.
    package let path: String
    /// Who may call it.
    package let scope: AccessScope
    /// One sentence.
    package let summary: String
    /// Of the path and of the query; any other is refused.
    package let parameters: [OperationParameter]
    /// What content it takes; nil = none.
    package let body: OperationBody?
    /// What it answers with when it succeeds.
    package let answer: OperationAnswer
    let perform: @Sendable (OperationCall) async throws(Problem) -> OperationResult

    /// An operation without a body.
    init(
        _ id: String, _ method: OperationMethod, _ path: String, _ scope: AccessScope, _ summary: String,
        parameters: [OperationParameter] = [], answer: OperationAnswer,
        perform: @escaping @Sendable (OperationCall) async throws(Problem) -> OperationResult
    ) {
        self.init(id, method, path, scope, summary, parameters, body: nil, answer: answer, perform: perform)
    }

    /// An operation that takes a new value.
    init<Input>(
        _ id: String, _ method: OperationMethod, _ path: String, _ scope: AccessScope, _ summary: String,
        parameters: [OperationParameter] = [], takes schema: ObjectSchema<Input>, answer: OperationAnswer,
        perform: @escaping @Sendable (Input, OperationCall) async throws(Problem) -> OperationResult
    ) {
        self.init(id, method, path, scope, summary, parameters, body: .create(schema), answer: answer) {
            (call) throws(Problem) in
            let json = try call.json(limit: OperationBody.standardLimit)
            let input: Input
            do throws(SchemaProblem) {
                input = try schema.decode(json, form: .request)
            } catch {
                throw Problem(error)
            }
            return try await perform(input, call)
        }
    }

    /// An operation that changes some fields of a value.
    init<Root>(
        _ id: String, _ method: OperationMethod, _ path: String, _ scope: AccessScope, _ summary: String,
        parameters: [OperationParameter] = [], changes schema: ObjectSchema<Root>, answer: OperationAnswer,
        perform: @escaping @Sendable (Patch<Root>, OperationCall) async throws(Problem) -> OperationResult
    ) {
        self.init(id, method, path, scope, summary, parameters, body: .update(schema), answer: answer) {
            (call) throws(Problem) in
            let json = try call.json(limit: OperationBody.standardLimit)
            return try await perform(Patch(schema: schema, json: json), call)
        }
    }

    /// An operation that takes a document of its own.
    init(
        _ id: String, _ method: OperationMethod, _ path: String, _ scope: AccessScope, _ summary: String,
        parameters: [OperationParameter] = [], document: OperationBody, answer: OperationAnswer,
        perform: @escaping @Sendable (JSONValue, OperationCall) async throws(Problem) -> OperationResult
    ) {
        self.init(id, method, path, scope, summary, parameters, body: document, answer: answer) {
            (call) throws(Problem) in
            try await perform(try call.json(limit: document.limit), call)
        }
    }

    /// The form of the answer unless the client names another.
    var defaultForm: String {
        parameters.first { $0.name == "format" }?.definition["default"]?.stringValue ?? "json"
    }

    private init(
        _ id: String, _ method: OperationMethod, _ path: String, _ scope: AccessScope, _ summary: String,
        _ parameters: [OperationParameter], body: OperationBody?, answer: OperationAnswer,
        perform: @escaping @Sendable (OperationCall) async throws(Problem) -> OperationResult
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.scope = scope
        self.summary = summary
        self.body = body
        self.answer = answer
        self.perform = perform
        var all = parameters
        if case .list = answer.content { all += [.page, .perPage] }
        switch answer.content {
        case .list, .object:
            if method == .get, !all.contains(where: { $0.name == "format" }) { all.append(.format) }
        case .text, .nothing: break
        }
        self.parameters = all
    }
}
