internal import ProxyModel

extension Operation {
    static let updateResource = Operation(
        "resource.update", .put, "/api/v1/resources/{uri}", .token,
        "Change a protected resource; its address stays.", parameters: [ResourceView.identifier],
        changes: ResourceChange.schema, answer: .object("ProtectedResource", ResourceView.members)
    ) { (patch, call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        let (proxy, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try ResourceView.proxy(call.path("uri"), in: draft.snapshot, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            var change = ResourceChange()
            try patch.apply(to: &change)
            try ResourceRequest(uri: "", name: change.name, scopes: change.scopes).apply(to: &proxy)
            proxy.updatedAt = call.now
            draft.put(.proxy(proxy))
            return proxy
        }
        return .object(ResourceView.json(proxy, call) ?? [:], revision: revision)
    }
}
