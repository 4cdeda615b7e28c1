internal import ProxyModel

extension Operation {
    static let listRoutes = Operation(
        "route.list", .get, "/api/v1/routes", .token, "List the routes of the caller, the higher priority first.",
        parameters: [RouteView.scope], answer: RouteView.answer
    ) { (call) throws(Problem) in try RouteView.list(call) }
}
