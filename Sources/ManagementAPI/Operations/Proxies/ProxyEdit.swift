internal import ProxyModel

/// A change of one existing proxy: found, precondition checked, changed, checked, written.
enum ProxyEdit {
    static func edit(
        _ call: OperationCall,
        _ change: (inout ProxyTarget, ConfigurationSnapshot) throws(Problem) -> Void
    ) async throws(Problem) -> (proxy: ProxyTarget, revision: Revision) {
        let host = try call.host()
        let precondition = try RecordPrecondition(call)
        let (proxy, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try draft.snapshot.proxy(host, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            try change(&proxy, draft.snapshot)
            guard proxy.hostname == stored.value.hostname else {
                throw Problem(
                    SchemaProblem([SchemaIssue(pointer: "/hostname", detail: "cannot be changed; create another proxy")]
                    ))
            }
            proxy.updatedAt = call.now
            try ProxyRules.check(proxy, draft.snapshot, call.caller)
            draft.put(.proxy(proxy))
            return proxy
        }
        return (proxy, revision)
    }

    /// The changed proxy as an answer.
    static func result(
        _ call: OperationCall,
        _ change: (inout ProxyTarget, ConfigurationSnapshot) throws(Problem) -> Void
    ) async throws(Problem) -> OperationResult {
        let (proxy, revision) = try await edit(call, change)
        return .object(ProxyView.json(proxy), revision: revision)
    }
}
