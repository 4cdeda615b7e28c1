internal import ProxyModel

extension Operation {
    static let setToolAccess = Operation(
        "proxy.tools.set", .post, "/api/v1/proxy/targets/{hostname}/tool-access", .token,
        "Say who may see and call which tools of a guarded MCP server.", parameters: [ProxyView.hostname],
        document: ProxySection.tools.body(required: ["tool_access"]), answer: ProxySection.tools.answer()
    ) { (json, call) throws(Problem) in
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, _ throws(Problem) in
            try ProxySection.tools.apply(json, to: &proxy)
            guard json["tool_access"] != nil else {
                throw Problem(SchemaProblem([SchemaIssue(pointer: "/tool_access", detail: "is required")]))
            }
        }
        return .object(ProxySection.tools.json(proxy), revision: revision)
    }
}
