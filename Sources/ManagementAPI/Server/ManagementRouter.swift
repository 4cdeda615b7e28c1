internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ProxyCore
internal import ProxyModel

/// The router of all operations.
enum ManagementRouter {
    /// Makes the responder; a path with another method than its operations have is a 405.
    static func responder(
        _ operations: [Operation], _ dispatcher: OperationDispatcher
    ) -> RouterResponder<LocalRequestContext> {
        let router = Router(context: LocalRequestContext.self)
        router.add(middleware: ProblemMiddleware())
        for (path, operations) in Dictionary(grouping: operations, by: \.path) {
            for operation in operations {
                router.on(RouterPath(path), method: method(operation.method)) { _, context in
                    var values: [String: Substring] = [:]
                    for (name, value) in context.parameters { values[String(name)] = value }
                    return response(await dispatcher.answer(operation, context.local, pathValues: values))
                }
            }
            let allowed = Set(operations.map { method($0.method) })
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for other in methods.subtracting(allowed) {
                router.on(RouterPath(path), method: other) { _, context in
                    let problem = Problem(.methodNotAllowed, "allowed here: \(names)")
                    var answer = RenderedAnswer(problem, requestID: context.local.requestID)
                    answer.headers.append(("Allow", names))
                    return response(answer)
                }
            }
        }
        return router.buildResponder()
    }

    private static let methods: Set<HTTPRequest.Method> = [
        .get, .post, .put, .patch, .delete, .options, .trace,
    ]

    /// The method as the router knows it: one that no path takes stands for all that it does not know.
    static func method(named name: String) -> HTTPRequest.Method {
        methods.first { $0.rawValue == name } ?? .trace
    }

    private static func method(_ method: OperationMethod) -> HTTPRequest.Method {
        switch method {
        case .get: .get
        case .post: .post
        case .put: .put
        case .delete: .delete
        }
    }

    static func response(_ answer: RenderedAnswer) -> Response {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
