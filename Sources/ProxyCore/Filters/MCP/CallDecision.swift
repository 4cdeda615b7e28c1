internal import ProxyModel

/// What becomes of a request to an MCP server whose tools are not open to everybody.
enum CallDecision {
    /// It goes on.
    case admitted([RemoteCall])
    case refused(CallRefusal)

    /// Decides by the content, which the fields have to agree with.
    static func on(
        _ content: [UInt8], _ fields: MirroredFields, _ rights: ToolRights
    ) -> CallDecision {
        let calls: RemoteCalls
        do throws(RemoteCalls.Fault) {
            calls = try RemoteCalls(parsing: content)
        } catch {
            return .refused(CallRefusal(error))
        }
        guard fields.agree(with: calls) else { return .refused(.mismatch(of: calls)) }
        let refusals = calls.calls.map { self.refusal(of: $0, rights) }
        if refusals.contains(where: { $0 != nil }) { return .refused(CallRefusal(calls, refusals)) }
        return .admitted(calls.calls)
    }

    /// Why one call may not be made, in words for who makes it; nil when it may.
    private static func refusal(of call: RemoteCall, _ rights: ToolRights) -> String? {
        guard call.method == RemoteCall.callsTool else { return nil }
        guard let tool = call.tool else { return "params.name has to be the name of a tool" }
        // Not quoted: it would be repeated in the answer.
        guard tool.utf8.count <= ToolRights.longestName else { return "No tool has a name that long" }
        switch rights.refusal(of: tool, call.params?["arguments"]) {
        case nil: return nil
        // The same whether there is such a tool or not.
        case .tool: return "The tool '\(tool)' is not there for you"
        case .argument(let path): return "The tool '\(tool)' may not be called with this value of the argument \(path)"
        }
    }
}
