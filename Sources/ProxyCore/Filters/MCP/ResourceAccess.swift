/// What an exchange knows of the protected resource that it is with: an MCP server.
struct ResourceAccess {
    /// The exchange is with a protected resource.
    var isActive = false
    /// The upstream that holds the session of the request; nil = any.
    var endpoint: UpstreamEndpoint?
    /// The session that the request belongs to.
    var session: SealedSession?
    /// The response, when it is a stream of events.
    var events: EventStream?
}
