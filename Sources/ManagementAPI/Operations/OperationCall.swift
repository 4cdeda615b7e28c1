internal import ProxyCore
internal import ProxyModel

/// One call of an operation: who calls, with what, and what it may use.
struct OperationCall: Sendable {
    let caller: Caller
    let request: LocalRequest
    let pathValues: [String: String]
    let query: QueryParameters
    let environment: ManagementEnvironment

    /// A segment of the path, percent-decoded.
    func path(_ name: String) -> String { pathValues[name] ?? "" }

    /// A host pattern in the path, in canonical form; one that is none names nothing.
    func host() throws(Problem) -> String {
        do throws(HostnameProblem) {
            return try HostPattern(path("hostname")).description
        } catch {
            throw Problem(.notFound, "there is no proxy '\(path("hostname"))'")
        }
    }

    /// Milliseconds since 1970.
    var now: Int64 { environment.now() }

    /// The configuration in force on this node.
    func snapshot() throws(Problem) -> ConfigurationSnapshot { try environment.editor.current() }

    /// The authorization server; a 503 on a node without one.
    func authorizationServer() throws(Problem) -> any AuthorizationServer {
        guard let server = environment.authorizationServer else {
            throw Problem(.storeUnavailable, "the authorization server does not run on this node")
        }
        return server
    }

    /// The body as JSON.
    func json(limit: Int) throws(Problem) -> JSONValue {
        guard request.body.count <= limit else {
            throw Problem(.contentTooLarge, "the body has more than \(limit) bytes")
        }
        try checkContentType()
        do throws(JSONProblem) {
            return try JSONValue(parsing: request.body, maximumBytes: limit)
        } catch {
            throw Problem(.malformedRequest, "the body is not JSON: \(error)")
        }
    }

    /// The value of a header field that may be there once.
    func header(_ name: String) throws(Problem) -> String? {
        let values = request.headers.filter { $0.name.lowercased() == name }
        guard values.count <= 1 else { throw Problem(.malformedRequest, "the field \(name) is there twice") }
        return values.first?.value
    }

    /// A form that a browser sends without asking first must never count as JSON.
    private func checkContentType() throws(Problem) {
        let type = try header("content-type")?.split(separator: ";").first.map { String($0) } ?? ""
        let name = type.lowercased().filter { $0 != " " && $0 != "\t" }
        guard name == "application/json" || name.hasSuffix("+json") else {
            throw Problem(.unsupportedMediaType, "send the body as application/json")
        }
    }
}
