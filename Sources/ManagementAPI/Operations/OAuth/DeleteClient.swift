internal import OAuthServer
internal import ProxyModel

extension Operation {
    static let deleteClient = Operation(
        "oauth.client.delete", .delete, "/api/v1/oauth/clients/{client_id}", .admin,
        "End the registration of a client, and everything that it holds.", parameters: [ClientView.identifier],
        answer: .object("DeletedClient", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("client_id")
        guard !RegisteredClients.isReserved(id) else { throw Problem(.notFound, "there is no client '\(id)'") }
        if let stored = try call.snapshot().clients[id] { try RecordPrecondition(call).check(stored.revision) }
        try await call.authorizationServer().removeClient(id)
        return .object(["message": .string("The client '\(id)' was deleted.")])
    }
}
