/// The protected-resource metadata of a proxy (RFC 9728), with the fields and defaults of the predecessors.
package struct ProxyResourceConfig: Sendable, Equatable {
    package var endpoint = "/mcp"
    package var scopes = ["mcp:read", "mcp:write"]
    package var stateful = false
    package var versions = ["2025-06-18"]
    /// A JSON object as text.
    package var serverInfo: String?
    package var overrideBackend = false
    package var bearerMethods = ["header"]
    package var documentationSuffix = "/docs"
    /// A JSON object as text.
    package var customMetadata: String?

    /// Every default.
    package init() {}
}
