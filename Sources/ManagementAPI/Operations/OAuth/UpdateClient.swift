internal import ProxyModel

extension Operation {
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
            record.isTrusted = change.isTrusted
            record.isDisabled = change.isDisabled
            record.updatedAt = call.now
            draft.put(.client(record))
            // Also when it was disabled before: what could not be ended then is ended by the next try.
            return change.isDisabled
        }
        if isBarred { try await call.authorizationServer().end(.client(id)) }
        return .object(try await ClientView.json(id, call) ?? [:], revision: revision)
    }
}
