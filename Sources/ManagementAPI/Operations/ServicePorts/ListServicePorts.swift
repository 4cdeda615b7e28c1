internal import ProxyModel

extension Operation {
    static let listServicePorts = Operation(
        "service.port.list", .get, "/api/v1/services/{name}/ports", .token, "List the ports of a service.",
        parameters: [PortView.service],
        answer: .list("ports", "PortAllocation", PortView.members, columns: PortView.columns)
    ) { (call) throws(Problem) in
        let stored = try PortHolder.service(call)
        return .list(
            stored.value.ports.map { PortView.json($0, of: stored.value) }, revision: stored.revision)
    }
}
