/// One rule about the tools of an MCP server: for whom, for which tools, for what.
package struct ToolRule: Sendable, Equatable {
    /// What is done with a tool.
    package enum Action: String, Sendable, CaseIterable {
        /// It is shown in the answer to `tools/list`.
        case list
        /// It is called by `tools/call`.
        case call
    }

    /// What a rule that fits means.
    package enum Effect: String, Sendable, CaseIterable {
        case allow, deny
    }

    /// User names, e-mail addresses and subjects, as in `auth_required_users`; nil = everybody who signed in.
    package var users: [String]?
    /// Addresses or globs; nil asks for none.
    package var emails: [String]?
    /// Of which one is needed; nil asks for none.
    package var groups: [String]?
    /// Scopes of which one is needed; nil = none.
    package var scopes: [String]?
    /// Names of tools, `*` for any run of characters.
    package var tools: [String]
    /// What it decides about.
    package var actions: [Action] = [.list, .call]
    /// What follows when it fits.
    package var effect = Effect.allow
    /// What the arguments of a call have to be, all of it.
    package var arguments: [ArgumentConstraint] = []

    /// A rule for everybody who signed in.
    package init(tools: [String]) { self.tools = tools }

    /// Whether the rule is about this tool and action.
    func fits(_ action: Action, _ tool: String) -> Bool {
        actions.contains(action) && tools.contains { Glob.matches($0.utf8, tool.utf8) }
    }

    /// Whether the rule is about this person.
    func fits(_ caller: ToolAccess.Caller) -> Bool {
        guard AccessList(users: users, emails: emails, groups: groups).refusal(of: caller.person) == nil else {
            return false
        }
        guard let scopes, let held = caller.scopes else { return true }
        return scopes.contains { held.contains($0) }
    }
}
