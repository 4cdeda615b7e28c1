/// A rule that sends some paths of some hosts elsewhere than to the proxy's own target.
package struct Route: Sendable, Equatable {
    /// How `pathPattern` is compared with the canonical path.
    package enum PathMatch: String, Sendable, CaseIterable {
        /// The path begins with the pattern.
        case prefix
        case exact
        /// The regular expression matches from the start of the path.
        case regex
    }

    /// Which hosts a route is for.
    package enum Scope: String, Sendable, CaseIterable {
        case global, proxy
    }

    /// Identifier, made from the path.
    package var id: String
    /// What the canonical path is compared with.
    package var pathPattern: String
    /// How the path is compared.
    package var match = PathMatch.prefix
    /// Where a request goes that the route takes.
    package var target: RouteTarget
    /// 0 to 999, the higher wins.
    package var priority = 50
    /// Upper-case method names; nil = all.
    package var methods: [String]?
    /// For people.
    package var summary = ""
    /// Whether the route takes part.
    package var enabled = true
    /// Whether the route is for all hosts or for some.
    package var scope = Scope.global
    /// Hosts of a route with scope `proxy`.
    package var proxyHostnames: [String] = []
    /// `true` for `auth: none`: the only way out of the host's guard.
    package var isUnguarded = false
    /// Whether the matched prefix is removed from the path.
    package var stripPrefix = false
    /// Replacement for the whole path; nil = as it came.
    package var rewrite: String?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970; the older of two otherwise equal routes wins.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes an enabled, global route with every default.
    package init(id: String, pathPattern: String, target: RouteTarget, createdAt: Int64) {
        self.id = id
        self.pathPattern = pathPattern
        self.target = target
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}
