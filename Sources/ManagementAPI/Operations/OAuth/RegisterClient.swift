internal import ProxyModel

extension Operation {
    static let registerClient = Operation(
        "oauth.client.register", .post, "/api/v1/oauth/clients", .admin,
        "Register an OAuth client; its secret is shown this once.",
        document: OperationBody(
            name: "ClientMetadata",
            definition: [
                "type": "object",
                "properties": [
                    "issuer": [
                        "type": "string",
                        "description":
                            "The authorization server, https://host; needed only for the answer's addresses.",
                    ], "client_name": JSONSchema.text, "redirect_uris": JSONSchema.texts, "scope": JSONSchema.text,
                    "grant_types": JSONSchema.texts, "token_endpoint_auth_method": JSONSchema.text,
                ], "additionalProperties": true,
            ], fields: [], limit: OperationBody.standardLimit),
        answer: .object("RegisteredClient", ["client_id": JSONSchema.text], status: 201)
    ) { (json, call) throws(Problem) in
        guard var metadata = json.objectValue else { throw Problem(SchemaProblem("expected an object")) }
        let issuer = metadata["issuer"]?.stringValue ?? ""
        metadata["issuer"] = nil
        let answer = try await call.authorizationServer().registerClient(.object(metadata), issuer: issuer)
        let id = answer["client_id"]?.stringValue ?? ""
        return .object(answer, location: "/api/v1/oauth/clients/" + PercentEncoding.encode(id))
    }
}
