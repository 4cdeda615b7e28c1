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

    /// In the order in which they are asked.
    package var rules: [ToolRule]

    /// Rules in their order.
    package init(rules: [ToolRule]) { self.rules = rules }

    /// What somebody may do; nil = nobody who signed in, who may do nothing.
    package func rights(of caller: Caller?) -> ToolRights {
        ToolRights(rules: caller.map { caller in rules.filter { $0.fits(caller) } } ?? [])
    }
}
