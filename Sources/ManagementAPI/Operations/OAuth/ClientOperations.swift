internal import ProxyModel

extension Operation {
    static let listClients = Operation(
        "oauth.client.list", .get, "/api/v1/oauth/clients", .admin,
        "List the OAuth clients that are written down or were seen of late.",
        parameters: [.flag("active_only", "Without those that are disabled.")],
        answer: .list("clients", "OAuthClient", ClientView.members, columns: ClientView.columns)
    ) { (call) throws(Problem) in
        var rows: [JSONObject] = []
        let isActiveOnly = try call.query.flag("active_only")
        for id in try await ClientView.identifiers(call) {
            guard let row = try await ClientView.json(id, call), !isActiveOnly || row["is_active"] == true else {
                continue
            }
            rows.append(row)
        }
        let active = rows.filter { $0["is_active"] == true }.count
        return .list(
            rows,
            members: [
                "summary": [
                    "total_clients": .integer(Int64(rows.count)), "active_clients": .integer(Int64(active)),
                ]
            ])
    }

    static let showClient = Operation(
        "oauth.client.show", .get, "/api/v1/oauth/clients/{client_id}", .admin, "Show an OAuth client.",
        parameters: [ClientView.identifier], answer: .object("OAuthClient", ClientView.members)
    ) { (call) throws(Problem) in
        let id = call.path("client_id")
        guard let row = try await ClientView.json(id, call) else {
            throw Problem(.notFound, "there is no client '\(id)'")
        }
        return .object(row, revision: try call.snapshot().clients[id]?.revision)
    }

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
        return .object(answer, location: "/api/v1/oauth/clients/" + PercentEncoding.encodeSegment(id))
    }

    static let updateClient = Operation(
        "oauth.client.update", .put, "/api/v1/oauth/clients/{client_id}", .admin,
        "Trust a client, so that no consent is asked for it, or bar it.", parameters: [ClientView.identifier],
        changes: ClientChange.schema, answer: .object("OAuthClient", ClientView.members)
    ) { (patch, call) throws(Problem) in
        let id = call.path("client_id")
        guard try await ClientView.json(id, call) != nil else {
            throw Problem(.notFound, "there is no client '\(id)'")
        }
        let precondition = try RecordPrecondition(call)
        let (isBarred, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = draft.snapshot.clients[id]
            if let stored { try precondition.check(stored.revision) }
            var record = stored?.value ?? ClientRecord(id: id, createdAt: call.now, updatedAt: call.now)
            var change = ClientChange(isTrusted: record.isTrusted, isDisabled: record.isDisabled)
            try patch.apply(to: &change)
            let isBarred = change.isDisabled && !record.isDisabled
            record.isTrusted = change.isTrusted
            record.isDisabled = change.isDisabled
            record.updatedAt = call.now
            draft.put(.client(record))
            return isBarred
        }
        if isBarred { try await call.authorizationServer().end(.client(id)) }
        return .object(try await ClientView.json(id, call) ?? [:], revision: revision)
    }

    static let deleteClient = Operation(
        "oauth.client.delete", .delete, "/api/v1/oauth/clients/{client_id}", .admin,
        "End the registration of a client, and everything that it holds.", parameters: [ClientView.identifier],
        answer: .object("DeletedClient", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let id = call.path("client_id")
        if let stored = try call.snapshot().clients[id] { try RecordPrecondition(call).check(stored.revision) }
        try await call.authorizationServer().removeClient(id)
        return .object(["message": .string("The client '\(id)' was deleted.")])
    }
}

/// What an operator decides about a client.
struct ClientChange: Sendable {
    var isTrusted = false
    var isDisabled = false

    static let schema = ObjectSchema<ClientChange>(
        "ClientChange", blank: { ClientChange() },
        fields: [
            Field("trusted", \.isTrusted, .flag, default: false, "Whether no consent is asked for it."),
            Field("disabled", \.isDisabled, .flag, default: false, "Whether it is refused; it ends what it holds."),
        ])
}
