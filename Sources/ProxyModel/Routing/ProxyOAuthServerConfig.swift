/// Overrides of the authorization server's metadata for one proxy (RFC 8414), with the fields of the predecessors.
package struct ProxyOAuthServerConfig: Sendable, Equatable {
    package var issuer: String?
    package var scopes: [String]?
    package var grantTypes: [String]?
    package var responseTypes: [String]?
    package var tokenAuthMethods: [String]?
    package var claims: [String]?
    package var pkceRequired = false
    /// A JSON object as text.
    package var customMetadata: String?
    package var overrideDefaults = false

    /// Every default.
    package init() {}
}
