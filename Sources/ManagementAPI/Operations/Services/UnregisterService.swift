internal import ProxyModel

extension Operation {
    static let unregisterService = Operation(
        "service.unregister", .delete, "/api/v1/services/external/{name}", .token, "Delete an external service.",
        parameters: [ServiceView.name, .flag("force", "Delete it although routes name it.")],
        answer: .object("DeletedService", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let force = try call.query.flag("force")
        let precondition = try RecordPrecondition(call)
        let (name, _) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.service(call.path("name"), for: call.caller)
            try precondition.check(stored.revision)
            let name = stored.value.name
            let users = draft.snapshot.routes.values.map(\.value)
                .filter { $0.target == .service(name) && call.caller.owns($0.owner) }.map(\.id).sorted()
            guard force || users.isEmpty else {
                throw Problem(
                    .conflict, "routes name the service; delete them first, or repeat with force=true",
                    members: ["routes": .texts(users)])
            }
            draft.delete(.services, name)
            return name
        }
        return .object(["message": .string("The service '\(name)' was deleted.")])
    }
}
