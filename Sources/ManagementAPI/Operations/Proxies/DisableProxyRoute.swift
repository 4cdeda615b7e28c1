internal import ProxyModel

extension Operation {
    static let disableProxyRoute = Operation(
        "proxy.routes.disable", .post, "/api/v1/proxy/targets/{hostname}/routes/{route_id}/disable", .token,
        "Keep a route from a proxy.", parameters: ProxyRouteSwitch.parameters, answer: ProxyRoutesView.answer
    ) { (call) throws(Problem) in try await ProxyRouteSwitch.turn(on: false, call) }
}
