/// Who may see and call which tools of an MCP server: the first rule that fits decides, and what none fits is denied.
package struct ToolAccess: Sendable, Equatable {
    /// Somebody who signed in.
    package struct Caller: Sendable, Equatable {
        /// What the lists of a rule are compared with.
        package var person: AccessList.Person
        /// nil = every scope.
        package var scopes: [String]?

        /// Makes a caller.
        package init(_ person: AccessList.Person, scopes: [String]?) {
            self.person = person
            self.scopes = scopes
        }
    }

    /// Why a tool is not called.
    package enum Refusal: Sendable, Equatable {
        /// No rule allows the tool.
        case tool
        /// The argument at this path is not what the rule asks for.
        case argument(String)
    }

    /// In the order in which they are asked.
    package var rules: [ToolRule]

    /// Rules in their order.
    package init(rules: [ToolRule]) { self.rules = rules }

    /// Whether somebody sees a tool; nil = nobody who signed in.
    package func shows(_ tool: String, to caller: Caller?) -> Bool {
        rule(for: .list, tool, caller)?.effect == .allow
    }

    /// Why somebody may not call a tool with these arguments; nil when they may.
    package func refusal(of tool: String, _ arguments: JSONValue?, by caller: Caller?) -> Refusal? {
        guard let rule = rule(for: .call, tool, caller), rule.effect == .allow else { return .tool }
        return rule.arguments.first { !$0.isMet(by: arguments) }.map { .argument($0.path) }
    }

    private func rule(for action: ToolRule.Action, _ tool: String, _ caller: Caller?) -> ToolRule? {
        caller.flatMap { caller in rules.first { $0.fits(action, tool, caller) } }
    }
}
