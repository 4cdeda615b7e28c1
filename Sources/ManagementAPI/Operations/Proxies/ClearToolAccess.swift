internal import ProxyModel

extension Operation {
    static let clearToolAccess = Operation(
        "proxy.tools.clear", .delete, "/api/v1/proxy/targets/{hostname}/tool-access", .token,
        "Open all tools of a host to everybody who may use it.", parameters: [ProxyView.hostname],
        answer: ProxySection.tools.answer()
    ) { (call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in proxy.toolAccess = nil }
        return .object(ProxySection.tools.json(proxy), revision: revision)
    }
}
