internal import ProxyModel

extension Operation {
    static let addServicePort = Operation(
        "service.port.add", .post, "/api/v1/services/{name}/ports", .token,
        "Open a port of the host that leads to a service; a token that is made for it is shown this once.",
        parameters: [PortView.service], takes: PortRequest.schema,
        answer: OperationAnswer(
            .object(name: "CreatedPort", definition: PortView.definition(once: true)), status: 201)
    ) { (request, call) throws(Problem) in
        let outcome = try await ServicePortEdit(call).add(request)
        return .object(
            PortView.json(outcome), revision: outcome.revision,
            location: PortView.location(outcome.port, of: outcome.service))
    }
}

extension PortView {
    /// A port after a change, with the token that was made for it.
    static func json(_ outcome: ServicePortEdit.Outcome) -> JSONObject {
        var object = json(outcome.port, of: outcome.service)
        if let made = outcome.made { object.append("source_token", .string(made)) }
        return object
    }
}
