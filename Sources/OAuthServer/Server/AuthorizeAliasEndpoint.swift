internal import ProxyModel

/// `/authorize` on an MCP server's own host: sends the browser to the authorization server, where it is signed in.
///
/// Clients that ask here know nothing of resources (RFC 8707): the host says which one is meant.
struct AuthorizeAliasEndpoint: OAuthEndpoint {
    let resource: ProtectedResource

    func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let address = issuer + EndpointPath.authorize.rawValue
        var query = request.local.target.split(separator: "?", maxSplits: 1).dropFirst().joined()
        guard request.local.method == "GET" else {
            // No credentials are in this form; it has to arrive as one (RFC 9110 §15.4.8).
            return .redirect(to: address + (query.isEmpty ? "" : "?" + query), status: 307)
        }
        if request.query.all("resource").allSatisfy(\.isEmpty) {
            query += (query.isEmpty ? "" : "&") + OAuthParameters([("resource", resource.uri)]).encoded
        }
        return .redirect(to: address + "?" + query)
    }
}
