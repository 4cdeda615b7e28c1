/// The protected-resource metadata of a proxy (RFC 9728), with the fields and defaults of the predecessors.
package struct ProxyResourceConfig: Sendable, Equatable {
    /// Path of the protected resource.
    package var endpoint = "/mcp"
    /// Scopes that are announced, and asked for.
    package var scopes = ["mcp:read", "mcp:write"]
    /// Whether the MCP server is announced to keep sessions.
    package var stateful = false
    /// Versions of MCP that are announced.
    package var versions = ["2025-06-18"]
    /// Whether `MCP-Protocol-Version` becomes what the session negotiated.
    package var repairVersion = false
    /// A JSON object as text.
    package var serverInfo: String?
    /// Whether this metadata is served although the backend has its own.
    package var overrideBackend = false
    /// Ways to send a token that are announced (RFC 6750 §2).
    package var bearerMethods = ["header"]
    /// Path that is announced as documentation; empty = none.
    package var documentationSuffix = "/docs"
    /// A JSON object as text.
    package var customMetadata: String?

    /// Every default.
    package init() {}
}
