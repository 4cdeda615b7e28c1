internal import ProxyModel

extension Operation {
    static let updateService = Operation(
        "service.update", .put, "/api/v1/services/external/{name}", .token,
        "Change fields of an external service; what is not given stays.", parameters: [ServiceView.name],
        changes: ExternalService.schema, answer: .record(ExternalService.schema)
    ) { (patch, call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        let (service, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.service(call.path("name"), for: call.caller)
            try precondition.check(stored.revision)
            var service = stored.value
            try patch.apply(to: &service)
            guard service.name == stored.value.name else {
                throw Problem(
                    SchemaProblem([SchemaIssue(pointer: "/service_name", detail: "cannot be changed; register another")]
                    ))
            }
            service.updatedAt = call.now
            draft.put(.service(service))
            return service
        }
        return .object(ServiceView.json(service), revision: revision)
    }
}
