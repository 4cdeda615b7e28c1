/// Finds the client that asks.
struct ClientCheck {
    let clients: any ClientDirectory

    /// The client of a request; what it throws is for a page.
    func client(of parameters: OAuthParameters) async throws(OAuthError) -> OAuthClient {
        let id = try parameters.required("client_id")
        do throws(OAuthError) {
            if let client = try await clients.client(id) { return client }
        } catch {
            var error = error
            // 401 belongs to the token endpoint; of a page, clients take 400 as the sign to begin anew.
            if error.code == .invalidClient { error.statusOverride = 400 }
            throw error
        }
        throw OAuthError(
            .invalidClient, "no client with this client_id is registered here, or it was disabled", status: 400)
    }
}
