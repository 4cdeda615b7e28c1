internal import ProxyModel

extension Operation {
    static let removeServicePort = Operation(
        "service.port.remove", .delete, "/api/v1/services/{name}/ports/{port_name}", .token,
        "Close a port of a service; others can have it at once.", parameters: [PortView.service, PortView.port],
        answer: .object("RemovedPort", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("port_name")
        try await ServicePortEdit(call).remove(name)
        return .object(["message": .string("The port '\(name)' was closed.")])
    }
}
