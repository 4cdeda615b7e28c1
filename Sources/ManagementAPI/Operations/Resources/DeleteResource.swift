internal import ProxyModel

extension Operation {
    static let deleteResource = Operation(
        "resource.delete", .delete, "/api/v1/resources/{uri}", .token, "Announce a protected resource no longer.",
        parameters: [ResourceView.identifier], answer: .object("DeletedResource", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try ResourceView.proxy(call.path("uri"), in: draft.snapshot, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            proxy.resource = nil
            proxy.updatedAt = call.now
            draft.put(.proxy(proxy))
        }
        return .object(["message": "The resource is announced no longer; a guard of its host stays."])
    }
}
