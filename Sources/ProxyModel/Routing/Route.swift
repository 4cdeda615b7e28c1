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

    package var id: String
    package var pathPattern: String
    package var match = PathMatch.prefix
    package var target: RouteTarget
    /// 0 to 999, the higher wins.
    package var priority = 50
    /// Upper-case method names; nil = all.
    package var methods: [String]?
    package var summary = ""
    package var enabled = true
    package var scope = Scope.global
    package var proxyHostnames: [String] = []
    /// `true` for `auth: none`: the only way out of the host's guard.
    package var isUnguarded = false
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
