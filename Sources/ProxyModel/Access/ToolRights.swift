/// What one caller may do with the tools of an MCP server: the rules that are about them, found once for many tools.
package struct ToolRights: Sendable, Equatable {
    /// Why a tool is not called.
    package enum Refusal: Sendable, Equatable {
        /// No rule allows the tool.
        case tool
        /// The argument at this path is not what the rule asks for.
        case argument(String)
    }

    /// Nobody has a right to a tool with a longer name, in bytes: the time that its comparison takes is bounded.
    package static let longestName = 256

    private let rules: [ToolRule]

    /// The rules about somebody, in the order in which they are asked.
    init(rules: [ToolRule]) { self.rules = rules }

    /// Whether a tool is shown in a list.
    package func shows(_ tool: String) -> Bool { rule(for: .list, tool)?.effect == .allow }

    /// Why a tool may not be called with these arguments; nil when it may.
    package func refusal(of tool: String, _ arguments: JSONValue?) -> Refusal? {
        guard let rule = rule(for: .call, tool), rule.effect == .allow else { return .tool }
        return rule.arguments.first { !$0.isMet(by: arguments) }.map { .argument($0.path) }
    }

    private func rule(for action: ToolRule.Action, _ tool: String) -> ToolRule? {
        guard tool.utf8.count <= Self.longestName else { return nil }
        return rules.first { $0.fits(action, tool) }
    }
}
