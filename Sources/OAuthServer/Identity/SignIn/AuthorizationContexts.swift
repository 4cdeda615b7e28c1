/// What sign-ins have to know of the authorizations under way.
package struct AuthorizationContexts: SignInContexts {
    private let transactions: AuthorizationTransactions
    private let clients: any ClientDirectory

    /// Makes it over the transactions and the directory that names their clients.
    package init(_ transactions: AuthorizationTransactions, clients: any ClientDirectory) {
        self.transactions = transactions
        self.clients = clients
    }

    package func context(
        transaction id: String, for request: OAuthRequest
    ) async throws(OAuthError) -> SignInContext? {
        guard let transaction = try await transactions.transaction(id, for: request) else { return nil }
        let client = try await clients.client(transaction.request.clientID)
        return SignInContext(
            clientName: client?.name, loginHint: transaction.request.loginHint, formOrigins: transaction.formOrigins)
    }
}
