internal import ProxyModel

extension Operation {
    static let showProxyOAuthServer = Operation(
        "proxy.oauth-server.show", .get, "/api/v1/proxy/targets/{hostname}/oauth-server", .token,
        "Show what the authorization server's metadata says for a host.", parameters: [ProxyView.hostname],
        answer: ProxySection.oauthServer.answer(ProxyOAuthServerView.status)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().proxy(call.host(), for: call.caller)
        return .object(ProxyOAuthServerView.server(stored.value), revision: stored.revision)
    }
}
