internal import ProxyModel

/// An answer of our own to a call: a status, and one error of JSON-RPC or several, each with the identifier of its call.
struct CallRefusal: Equatable {
    let status: UInt16
    let failure: FailureCode
    let body: JSONValue

    /// Content that is no call.
    init(_ fault: RemoteCalls.Fault) {
        self.status = 400
        self.failure = .requestInvalid
        self.body =
            switch fault {
            case .notJSON(let problem): Self.error(-32700, "The content is not valid JSON: \(problem)", .null)
            case .tooManyMessages:
                Self.error(-32600, "A batch has at most \(RemoteCalls.longestBatch) messages", .null)
            case .noMessage: Self.error(-32600, "The content is no message of JSON-RPC 2.0", .null)
            }
    }

    /// Calls of which at least one may not be made: then none of a batch is.
    init(_ calls: RemoteCalls, _ refusals: [String?]) {
        // A status other than 200 would send clients to sign in again, or to another transport.
        self.status = 200
        self.failure = .forbidden
        let errors = zip(calls.calls, refusals).compactMap { call, refusal -> JSONValue? in
            guard call.method != nil, call.id != nil || refusal != nil else { return nil }
            return Self.error(
                -32602, refusal ?? "Not done, as another call of the same batch may not be made", call.id ?? .null)
        }
        self.body = calls.isBatch ? .array(errors) : errors.first ?? .null
    }

    private init(status: UInt16, _ failure: FailureCode, _ body: JSONValue) {
        self.status = status
        self.failure = failure
        self.body = body
    }

    /// The fields say something else than the content (MCP 2026-07-28: HeaderMismatch).
    static func mismatch(of calls: RemoteCalls) -> CallRefusal {
        CallRefusal(
            status: 400, .requestInvalid,
            self.error(
                -32020, "Mcp-Method and Mcp-Name have to say what the content says",
                calls.isBatch ? .null : calls.calls.first?.id ?? .null))
    }

    /// The server's list of tools cannot be shown: nobody could tell what is in it.
    static func list(_ ids: [JSONValue], _ problem: ToolListProblem) -> CallRefusal {
        let errors = ids.map { self.error(-32603, problem.rawValue, $0) }
        return CallRefusal(
            status: 502, .responseInvalid, errors.count == 1 ? errors[0] : .array(errors))
    }

    private static func error(_ code: Int64, _ message: String, _ id: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "error": ["code": .integer(code), "message": .string(message)], "id": id]
    }
}
