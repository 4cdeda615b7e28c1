internal import ProxyModel

extension Operation {
    static let showService = Operation(
        "service.show", .get, "/api/v1/services/external/{name}", .token, "Show an external service.",
        parameters: [ServiceView.name], answer: .record(ExternalService.schema)
    ) { (call) throws(Problem) in
        let stored = try call.snapshot().service(call.path("name"), for: call.caller)
        return .object(ServiceView.json(stored.value), revision: stored.revision)
    }
}
