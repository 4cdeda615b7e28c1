/// Finds the client that asks.
struct ClientCheck {
    let clients: any ClientDirectory

    /// The client of a request; what it throws is for a page.
    func client(of parameters: OAuthParameters) async throws(OAuthError) -> OAuthClient {
        let id = try parameters.required("client_id")
        guard let client = try await clients.client(id) else {
            throw OAuthError(
                .invalidClient, "no client with this client_id is registered here, or it was disabled", status: 400)
        }
        return client
    }
}
