internal import ProxyModel

extension Operation {
    static let listServices = Operation(
        "service.list", .get, "/api/v1/services/external", .token, "List the external services of the caller.",
        answer: .list(
            "services", ExternalService.schema,
            columns: ["service_name", "target_url", "routing_enabled", "description"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let services = ServiceView.owned(snapshot, by: call.caller)
        return .list(count: services.count, revision: snapshot.revision) { range in
            services[range].map { ServiceView.json($0) }
        }
    }
}
