internal import ProxyModel

extension Operation {
    static let formattedRoutes = Operation(
        "route.formatted", .get, "/api/v1/routes/formatted", .token, "List the routes of the caller as text.",
        parameters: [RouteView.scope, .format(default: "table")], answer: RouteView.answer
    ) { (call) throws(Problem) in try RouteView.list(call) }
}
