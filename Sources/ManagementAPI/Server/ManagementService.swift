internal import HTTPTypes
internal import Hummingbird
package import Logging
internal import NIOCore
package import ProxyModel

/// The management API as a service that is called in process; it opens no socket.
package struct ManagementService: LocalService {
    private let responder: RouterResponder<LocalRequestContext>
    private let logger: Logger

    /// Makes the service of every operation.
    package init(_ environment: ManagementEnvironment, logger: Logger) {
        self.logger = logger
        responder = ManagementRouter.responder(
            Operation.all,
            OperationDispatcher(
                environment: environment,
                authentication: Authentication(adminDigest: environment.settings.adminDigest),
                idempotency: IdempotentAnswers(store: environment.volatile, sealer: environment.sealer),
                audit: AuditLog(logger: logger)))
    }

    /// A HEAD is answered as the GET whose length it asks for; the data plane leaves the content out.
    package func respond(to request: LocalRequest) async -> LocalResponse {
        var request = request
        if request.method == "HEAD" { request.method = "GET" }
        var logger = logger
        logger[metadataKey: "request_id"] = "\(request.requestID)"
        let context = LocalRequestContext(source: LocalRequestSource(logger: logger, request: request))
        do {
            let response = try await responder.respond(to: Self.request(request), context: context)
            let body = CollectedBody()
            try await response.body.write(CollectingBodyWriter(body: body))
            return Self.response(response, body.bytes)
        } catch {
            logger.error("management failure", metadata: ["error": "\(error)"])
            return LocalResponse(status: 500, headers: Self.fixedHeaders)
        }
    }

    /// The router sees method and path; everything else reaches operations as the request's own value.
    private static func request(_ request: LocalRequest) -> Request {
        Request(
            head: HTTPRequest(
                method: ManagementRouter.method(named: request.method), scheme: request.scheme,
                authority: request.authority, path: request.target),
            body: RequestBody(buffer: ByteBuffer()))
    }

    private static func response(_ response: Response, _ body: [UInt8]) -> LocalResponse {
        var headers = fixedHeaders
        for field in response.headers where field.name != .contentLength {
            headers.append((field.name.rawName, field.value))
        }
        return LocalResponse(status: response.status.code, headers: headers, body: .bytes(body))
    }

    private static let fixedHeaders: [(name: String, value: String)] = [
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ]
}
