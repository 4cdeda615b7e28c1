internal import ProxyModel

/// What sign-ins have to know of the authorizations under way.
package struct AuthorizationContexts: SignInContexts {
    private let transactions: AuthorizationTransactions
    private let clients: any ClientDirectory
    private let resources: any ResourceDirectory

    /// Makes it over the transactions, the directory that names their clients, and the one of what they are for.
    package init(
        _ transactions: AuthorizationTransactions, clients: any ClientDirectory, resources: any ResourceDirectory
    ) {
        self.transactions = transactions
        self.clients = clients
        self.resources = resources
    }

    package func context(
        transaction id: String, for request: OAuthRequest
    ) async throws(OAuthError) -> SignInContext? {
        guard let transaction = try await transactions.transaction(id, for: request) else { return nil }
        let asked = transaction.request
        let client = try await clients.client(asked.clientID)
        let wanted = asked.resources.compactMap { resources.resource($0, issuer: asked.issuer) }
        return SignInContext(
            clientName: client?.name, loginHint: asked.loginHint, providers: Self.providers(wanted),
            formOrigins: transaction.formOrigins)
    }

    /// The ways that every one of the resources takes; nil when none of them says anything.
    private static func providers(_ resources: [ProtectedResource]) -> [String]? {
        let lists = resources.compactMap(\.auth.providers)
        guard let first = lists.first else { return nil }
        return first.filter { name in lists.allSatisfy { $0.contains(name) } }
    }
}
