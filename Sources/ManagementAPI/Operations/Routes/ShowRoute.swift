internal import ProxyModel

extension Operation {
    static let showRoute = Operation(
        "route.show", .get, "/api/v1/routes/{route_id}", .token, "Show a route.", parameters: [RouteView.identifier],
        answer: .record(Route.schema)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().route(call.path("route_id"), for: call.caller)
        return .object(RouteView.json(stored.value), revision: stored.revision)
    }
}
