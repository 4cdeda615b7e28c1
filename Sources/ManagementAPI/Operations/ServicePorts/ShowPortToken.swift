internal import ProxyModel

extension Operation {
    static let showPortToken = Operation(
        "port.token.show", .get, "/api/v1/ports/tokens/{name}", .token, "Show a token for ports, without its text.",
        parameters: [PortTokenView.name], answer: .record(PortToken.schema)
    ) { (call) throws(Problem) in
        let stored = try PortTokenView.find(call.path("name"), in: try call.snapshot(), for: call.caller)
        return .object(PortTokenView.json(stored.value), revision: stored.revision)
    }
}
