internal import ProxyModel

extension Operation {
    static let showClient = Operation(
        "oauth.client.show", .get, "/api/v1/oauth/clients/{client_id}", .admin, "Show an OAuth client.",
        parameters: [ClientView.identifier], answer: .object("OAuthClient", ClientView.members)
    ) { (call) throws(Problem) in
        let id = call.path("client_id")
        guard let row = try await ClientView.json(id, call) else {
            throw Problem(.notFound, "there is no client '\(id)'")
        }
        return .object(row, revision: try call.snapshot().clients[id]?.revision)
    }
}
