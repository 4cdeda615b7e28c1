internal import ProxyModel

extension Operation {
    static let showResource = Operation(
        "resource.show", .get, "/api/v1/resources/{uri}", .token, "Show a protected resource.",
        parameters: [ResourceView.identifier], answer: .object("ProtectedResource", ResourceView.members)
    ) { (call) throws(Problem) in
        let stored = try ResourceView.proxy(call.path("uri"), in: try call.snapshot(), for: call.caller)
        return .object(ResourceView.json(stored.value, call) ?? [:], revision: stored.revision)
    }
}
