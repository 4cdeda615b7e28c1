/// Finds where the answer goes: an address that the client registered, or its only one.
struct RedirectCheck {
    /// The address, and as it was in the request; what it throws is for a page.
    func redirectURI(
        of parameters: OAuthParameters, for client: OAuthClient
    ) throws(OAuthError) -> (effective: String, requested: String?) {
        guard let requested = try parameters.single("redirect_uri") else {
            guard client.redirectURIs.count == 1, let only = client.redirectURIs.first else {
                throw OAuthError(
                    .invalidRequest,
                    client.redirectURIs.isEmpty
                        ? "the client registered no redirect_uri, so there is nowhere to return to"
                        : "the request names no redirect_uri, and the client registered several")
            }
            return (only, nil)
        }
        if let reason = RedirectURI.refusal(requested) {
            throw OAuthError(.invalidRequest, "the redirect_uri \(reason)")
        }
        guard client.accepts(redirectURI: requested) else {
            throw OAuthError(
                .invalidRequest,
                "the redirect_uri \(DisplayText.line(requested, limit: 200)) is not one that the client registered; "
                    + "they must be the same to the letter, but for the port of a loopback address")
        }
        return (requested, requested)
    }
}
