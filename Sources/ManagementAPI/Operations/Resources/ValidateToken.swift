internal import ProxyModel

extension Operation {
    static let validateToken = Operation(
        "resource.validate-token", .post, "/api/v1/resources/{uri}/validate-token", .token,
        "Tell whether an access token is good for a protected resource, and why not.",
        parameters: [ResourceView.identifier], takes: TokenCheck.schema,
        answer: .object("TokenVerdict", ["valid": JSONSchema.flag])
    ) { (input, call) throws(Problem) in
        let stored = try ResourceView.proxy(call.path("uri"), in: try call.snapshot(), for: call.caller)
        let token = try await call.authorizationServer().inspect(token: input.token)
        let uri = ResourceView.json(stored.value, call)?["uri"]?.stringValue ?? ""
        return .object(input.verdict(token, uri: uri))
    }
}
