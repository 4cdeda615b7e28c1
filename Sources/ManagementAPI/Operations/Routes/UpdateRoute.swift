internal import ProxyModel

extension Operation {
    static let updateRoute = Operation(
        "route.update", .put, "/api/v1/routes/{route_id}", .token, "Change fields of a route; what is not given stays.",
        parameters: [RouteView.identifier], changes: Route.schema, answer: .record(Route.schema)
    ) { (patch, call) throws(Problem) in
        let id = call.path("route_id")
        let precondition = try RecordPrecondition(call)
        let (route, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.route(id, for: call.caller)
            try precondition.check(stored.revision)
            var route = stored.value
            try patch.apply(to: &route)
            route.updatedAt = call.now
            try RouteRules.check(route, draft.snapshot, call)
            draft.put(.route(route))
            return route
        }
        return .object(RouteView.json(route), revision: revision)
    }
}
