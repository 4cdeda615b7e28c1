internal import ProxyModel

extension Operation {
    static let listPortTokens = Operation(
        "port.token.list", .get, "/api/v1/ports/tokens", .token, "List the caller's tokens for ports.",
        answer: .list("tokens", PortToken.schema, columns: PortTokenView.columns)
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let tokens = snapshot.portTokens.values.map(\.value).filter { call.caller.owns($0.owner) }
            .sorted { $0.name < $1.name }
        return .list(tokens.map { PortTokenView.json($0) }, revision: snapshot.revision)
    }
}
