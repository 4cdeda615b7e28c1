internal import ProxyModel

extension Operation {
    static let setProxyResource = Operation(
        "proxy.resource.set", .post, "/api/v1/proxy/targets/{hostname}/resource", .token,
        "Announce a host as a protected resource (RFC 9728).", parameters: [ProxyView.hostname],
        document: ProxySection.resource.body(), answer: ProxySection.resource.answer(ProxyResourceView.configured)
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            proxy.resource = Boxed(ProxyResourceConfig())
            try ProxySection.resource.apply(json, to: &proxy)
        }
        return .object(ProxyResourceView.resource(proxy), revision: revision)
    }
}
