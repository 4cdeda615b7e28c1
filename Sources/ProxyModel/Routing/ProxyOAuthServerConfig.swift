/// Overrides of the authorization server's metadata for one proxy (RFC 8414), with the fields of the predecessors.
package struct ProxyOAuthServerConfig: Sendable, Equatable {
    /// Issuer that is announced.
    package var issuer: String?
    /// Scopes that are announced.
    package var scopes: [String]?
    /// Grant types that are announced.
    package var grantTypes: [String]?
    /// Response types that are announced.
    package var responseTypes: [String]?
    /// Client authentication methods that are announced.
    package var tokenAuthMethods: [String]?
    /// Claims that are announced.
    package var claims: [String]?
    /// Whether PKCE is announced as required.
    package var pkceRequired = false
    /// A JSON object as text.
    package var customMetadata: String?
    /// Whether this metadata replaces the defaults.
    package var overrideDefaults = false

    /// Every default.
    package init() {}
}
