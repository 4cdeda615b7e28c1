internal import ProxyModel

extension Operation {
    static let clearProxyResource = Operation(
        "proxy.resource.clear", .delete, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Announce a host as a protected resource no longer.", parameters: [ProxyView.hostname],
        answer: ProxySection.resource.answer(ProxyResourceView.configured)
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.resource = nil }
        return .object(ProxyResourceView.resource(proxy), revision: revision)
    }
}
