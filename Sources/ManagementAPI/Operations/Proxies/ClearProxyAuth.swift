internal import ProxyModel

extension Operation {
    static let clearProxyAuth = Operation(
        "proxy.auth.clear", .delete, "/api/v1/proxy/targets/{hostname}/auth", .token,
        "Take the guard from a host: everybody may use it.", parameters: [ProxyView.hostname],
        answer: ProxySection.auth.answer()
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.auth = nil }
        return .object(ProxySection.auth.json(proxy), revision: revision)
    }
}
