internal import ProxyModel

extension Operation {
    static let createRoute = Operation(
        "route.create", .post, "/api/v1/routes", .token, "Send some paths elsewhere.", takes: Route.schema,
        answer: .record(Route.schema, status: 201)
    ) { (input, call) throws(Problem) in
        var route = input
        route.owner = call.caller.ownerName
        route.createdAt = call.now
        route.updatedAt = call.now
        route.id = RouteIdentifier.make(path: route.pathPattern, random: call.environment.randomBytes)
        let created = route
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.routes[created.id] == nil else {
                throw Problem(.conflict, "the identifier is taken; try again")
            }
            try RouteRules.check(created, draft.snapshot, call)
            draft.put(.route(created))
        }
        return .object(RouteView.json(created), revision: revision, location: RouteView.location(created))
    }
}
