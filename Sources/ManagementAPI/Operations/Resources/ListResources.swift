internal import ProxyModel

extension Operation {
    static let listResources = Operation(
        "resource.list", .get, "/api/v1/resources", .token, "List the protected resources of the caller.",
        answer: .list("resources", "ProtectedResource", ResourceView.members, columns: ResourceView.columns)
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let proxies = snapshot.proxies.values.map(\.value)
            .filter { $0.resource != nil && call.caller.owns($0.owner) }
            .sorted { $0.hostname.description < $1.hostname.description }
        return .list(proxies.compactMap { ResourceView.json($0, call) }, revision: snapshot.revision)
    }
}
