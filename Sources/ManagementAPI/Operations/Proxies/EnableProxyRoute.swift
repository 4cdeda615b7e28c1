internal import ProxyModel

extension Operation {
    static let enableProxyRoute = Operation(
        "proxy.routes.enable", .post, "/api/v1/proxy/targets/{hostname}/routes/{route_id}/enable", .token,
        "Let a route apply to a proxy.", parameters: ProxyRouteSwitch.parameters, answer: ProxyRoutesView.answer
    ) { (call) throws(Problem) in try await ProxyRouteSwitch.turn(on: true, call) }
}
