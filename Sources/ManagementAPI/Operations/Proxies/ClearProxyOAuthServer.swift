internal import ProxyModel

extension Operation {
    static let clearProxyOAuthServer = Operation(
        "proxy.oauth-server.clear", .delete, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Let the authorization server's metadata say the same for a host as for all.",
        parameters: [ProxyView.hostname], answer: ProxySection.oauthServer.answer(ProxyOAuthServerView.status)
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.oauthServer = nil }
        return .object(ProxyOAuthServerView.server(proxy), revision: revision)
    }
}
