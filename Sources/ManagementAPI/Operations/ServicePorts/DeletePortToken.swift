internal import ProxyModel

extension Operation {
    static let deletePortToken = Operation(
        "port.token.delete", .delete, "/api/v1/ports/tokens/{name}", .token,
        "Delete a token for ports: it opens none any more.", parameters: [PortTokenView.name],
        answer: .object("DeletedPortToken", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let name = call.path("name")
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            try precondition.check(try PortTokenView.find(name, in: draft.snapshot, for: call.caller).revision)
            draft.delete(.portTokens, name)
        }
        return .object(["message": .string("The port token '\(name)' was deleted.")])
    }
}
