/// Calls whose answer is a stream without end (MCP 2026-07-28, `subscriptions/listen`).
extension Exchange {
    /// Whether the request is such a call, by its content where the rules about tools read that, or by its head, which
    /// has to say the same from that revision on.
    var listens: Bool {
        if self.guarded.resource.tools?.listens == true { return true }
        return self.request.block.values(of: "mcp-method").contains { $0.elementsEqual(RemoteCall.listens.utf8) }
    }
}
