/// The guard of a proxy, with the fields and defaults of the predecessors.
package struct ProxyAuthConfig: Sendable, Equatable {
    /// What happens to a request without a valid token.
    package enum Mode: String, Sendable, CaseIterable {
        case forward, redirect, passthrough
    }

    package var enabled = true
    /// Host of the authorization server.
    package var authProxy: String
    package var mode = Mode.forward
    /// nil = the global list, [] = nobody, ["*"] = everybody who signed in.
    package var requiredUsers: [String]?
    package var requiredEmails: [String]?
    package var requiredGroups: [String]?
    /// Names of the identity providers that users may come from, `local` among them; nil = all.
    package var providers: [String]?
    package var allowedScopes: [String]?
    package var allowedAudiences: [String]?
    package var passHeaders = true
    package var cookieName = "unified_auth_token"
    package var headerPrefix = "X-Auth-"
    package var excludedPaths: [String]?
    package var forwardToken = false

    /// Every default.
    package init(authProxy: String) { self.authProxy = authProxy }
}
