internal import ProxyModel

extension Operation {
    static let deleteRoute = Operation(
        "route.delete", .delete, "/api/v1/routes/{route_id}", .token, "Delete a route.",
        parameters: [RouteView.identifier], answer: .object("DeletedRoute", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("route_id")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try draft.snapshot.route(id, for: call.caller).revision)
            draft.delete(.routes, id)
        }
        return .object(["message": .string("The route '\(id)' was deleted.")])
    }
}
