internal import ProxyModel

extension Operation {
    static let updateServicePort = Operation(
        "service.port.update", .put, "/api/v1/services/{name}/ports/{port_name}", .token,
        "Change a port of a service; what is not given stays, and null takes a token away.",
        parameters: [PortView.service, PortView.port], changes: PortRequest.schema,
        answer: OperationAnswer(.object(name: "CreatedPort", definition: PortView.definition(once: true)))
    ) { (patch, call) throws(Problem) in
        let outcome = try await ServicePortEdit(call).update(call.path("port_name"), patch)
        return .object(PortView.json(outcome), revision: outcome.revision)
    }
}
