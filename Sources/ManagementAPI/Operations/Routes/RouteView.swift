internal import ProxyModel

/// How routes are shown.
enum RouteView {
    static let columns = [
        "route_id", "path_pattern", "match", "target_type", "target_value", "priority", "methods", "scope", "auth",
        "enabled", "description",
    ]
    static let answer = OperationAnswer.list("routes", Route.schema, columns: columns)
    static let identifier = OperationParameter.path("route_id", "Identifier of the route.")

    static func json(_ route: Route) -> JSONObject { Route.schema.encode(route, form: .request) }

    static func location(_ route: Route) -> String {
        "/api/v1/routes/" + PercentEncoding.encode(route.id)
    }

    /// The order of lists: the higher priority first, then the older route.
    static func precedes(_ left: Route, _ right: Route) -> Bool {
        (right.priority, left.createdAt, left.id) < (left.priority, right.createdAt, right.id)
    }

    /// The caller's routes by priority, of one scope if the query names one.
    static func list(_ call: OperationCall) throws(Problem) -> OperationResult {
        let snapshot = try call.snapshot()
        let scope = call.query.text("scope").flatMap { Route.Scope(rawValue: $0) }
        let routes = snapshot.routes.values.map(\.value)
            .filter { call.caller.owns($0.owner) && (scope == nil || $0.scope == scope) }
            .sorted(by: precedes)
        return .list(count: routes.count, revision: snapshot.revision) { range in routes[range].map { json($0) } }
    }

    static let scope = OperationParameter.choice(
        "scope", ["all"] + Route.Scope.allCases.map(\.rawValue), "Only routes of this scope.")
}
