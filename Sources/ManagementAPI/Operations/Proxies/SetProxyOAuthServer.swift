internal import ProxyModel

extension Operation {
    static let setProxyOAuthServer = Operation(
        "proxy.oauth-server.set", .post, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Change what the authorization server's metadata says for a host.", parameters: [ProxyView.hostname],
        document: ProxySection.oauthServer.body(), answer: ProxySection.oauthServer.answer(ProxyOAuthServerView.status)
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            proxy.oauthServer = nil
            try ProxySection.oauthServer.apply(json, to: &proxy)
        }
        return .object(ProxyOAuthServerView.server(proxy), revision: revision)
    }
}
