/// The clients that hold access for users, by the authorizations in force.
package struct GrantedClients: ConnectedClients {
    private let registry: GrantRegistry
    private let clients: any ClientDirectory

    /// Makes the list; the directory knows what the clients call themselves.
    package init(registry: GrantRegistry, clients: any ClientDirectory) {
        self.registry = registry
        self.clients = clients
    }

    package func clients(of subject: String) async throws(OAuthError) -> [ConnectedClient] {
        var entries: [ConnectedClient] = []
        for stored in try await registry.list(user: subject) {
            let grant = stored.grant
            if let index = entries.firstIndex(where: { $0.clientID == grant.clientID }) {
                entries[index].resources += grant.resources.filter { !entries[index].resources.contains($0) }
                entries[index].scopes += grant.scopes.filter { !entries[index].scopes.contains($0) }
                entries[index].authorizedAt = min(entries[index].authorizedAt, stored.createdAt)
            } else {
                entries.append(
                    ConnectedClient(
                        clientID: grant.clientID, name: await name(grant.clientID), resources: grant.resources,
                        scopes: grant.scopes, authorizedAt: stored.createdAt, lastUsedAt: stored.lastUsedAt,
                        lastAddress: stored.clientAddress))
            }
        }
        return entries
    }

    package func revoke(client: String, of subject: String) async throws(OAuthError) {
        try await registry.revoke(user: subject, client: client)
    }

    /// A client whose metadata cannot be read now is shown by its identifier: it must be possible to revoke it.
    private func name(_ id: String) async -> String? {
        do throws(OAuthError) { return try await clients.client(id)?.name } catch { return nil }
    }
}
