internal import OAuthServer
internal import ProxyModel

extension Operation {
    static let createPortToken = Operation(
        "port.token.create", .post, "/api/v1/ports/tokens", .token,
        "Make a token that opens ports of services which require one; its text is shown this once.",
        takes: PortTokenRequest.schema,
        answer: .object(
            "CreatedPortToken",
            [
                "name": JSONSchema.text, "token": JSONSchema.text, "allowed_services": JSONSchema.texts,
                "allowed_ports": ["type": "array", "items": ["type": "integer"]],
                "expires_at": ["type": ["string", "null"], "format": "date-time"],
                "created_by": JSONSchema.nullableText, "created_at": JSONSchema.time,
            ], status: 201)
    ) { (request, call) throws(Problem) in
        let text = PortRequest.tokenPrefix + Base64URL.encode(call.environment.randomBytes(32))
        let digest = SecretDigest.hexadecimal(text)
        let (token, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            guard draft.snapshot.portTokens[request.name] == nil else {
                throw Problem(.conflict, "there is a port token '\(request.name)' already")
            }
            let token = try request.record(digest: digest, in: draft.snapshot, call)
            draft.put(.portToken(token))
            return token
        }
        var object: JSONObject = ["name": .string(token.name), "token": .string(text)]
        for member in PortTokenView.json(token).members where member.name != "name" {
            object.append(member.name, member.value)
        }
        return .object(
            object, revision: revision, location: "/api/v1/ports/tokens/" + PercentEncoding.encode(token.name))
    }
}
