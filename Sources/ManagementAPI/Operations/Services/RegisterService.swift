internal import ProxyModel

extension Operation {
    static let registerService = Operation(
        "service.register", .post, "/api/v1/services/external", .token, "Give an upstream a name for routes.",
        takes: ExternalService.schema, answer: .record(ExternalService.schema, status: 201)
    ) { (input, call) throws(Problem) in
        var service = input
        service.owner = call.caller.ownerName
        service.createdAt = call.now
        service.updatedAt = call.now
        let created = service
        guard !call.environment.settings.localServices.contains(created.name) else {
            throw Problem(.conflict, "'\(created.name)' is a service of the process itself")
        }
        let (_, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.services[created.name] == nil, draft.snapshot.dockerServices[created.name] == nil
            else {
                throw Problem(.conflict, "there is a service '\(created.name)' already")
            }
            try ServiceNames.check(created.name, draft.snapshot, call.caller)
            draft.put(.service(created))
        }
        return .object(
            ServiceView.json(created), revision: revision, location: "/api/v1/services/external/" + created.name)
    }
}
