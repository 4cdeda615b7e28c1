/// The guard of a proxy, with the fields and defaults of the predecessors.
package struct ProxyAuthConfig: Sendable, Equatable {
    /// What happens to a request without a valid token.
    package enum Mode: String, Sendable, CaseIterable {
        case forward, redirect, passthrough
    }

    /// Whether requests need a valid token.
    package var enabled = true
    /// Host of the authorization server.
    package var authProxy: String
    /// What happens to a request without a valid token.
    package var mode = Mode.forward
    /// nil = the global list, [] = nobody, ["*"] = everybody who signed in.
    package var requiredUsers: [String]?
    /// E-mail addresses or globs that are let in; nil = all.
    package var requiredEmails: [String]?
    /// Groups of which one is needed; nil = none.
    package var requiredGroups: [String]?
    /// Names of the identity providers that users may come from, `local` among them; nil = all.
    package var providers: [String]?
    /// Scopes of which one is needed; nil = none.
    package var allowedScopes: [String]?
    /// Audiences that are accepted besides the resource.
    package var allowedAudiences: [String]?
    /// Whether the upstream gets the identity headers.
    package var passHeaders = true
    /// Name of the session cookie in mode redirect.
    package var cookieName = "unified_auth_token"
    /// Prefix of the identity headers.
    package var headerPrefix = "X-Auth-"
    /// Paths that are not guarded, besides the defaults.
    package var excludedPaths: [String]?
    /// Whether the bearer token itself goes upstream.
    package var forwardToken = false

    /// Every default.
    package init(authProxy: String) { self.authProxy = authProxy }
}
