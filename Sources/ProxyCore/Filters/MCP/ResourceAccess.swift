/// What an exchange knows of the protected resource that it is with: an MCP server.
struct ResourceAccess {
    /// What is done to the content of the response.
    enum Edit {
        case none
        /// The head waits for the content.
        case held(HeldAnswer)
        /// The first event is looked at.
        case beginning(EventFilter)
        /// Each event is looked at.
        case events(EventFilter)
    }

    /// The exchange is with a protected resource.
    var isActive = false
    /// The upstream that holds the session of the request; nil = any.
    var endpoint: UpstreamEndpoint?
    /// The session that the request belongs to.
    var session: SealedSession?
    /// A new session is to be named together with the revision that it negotiated.
    var learnsVersion = false
    /// That revision, once it is known.
    var version: [UInt8]?
    /// The response, when it is a stream of events.
    var events: EventStream?
    /// The rules about tools, where there are any for this request.
    var tools: ToolAccessCheck?
    var edit = Edit.none
    /// How many bytes of the worker's budget are in use.
    var reserved = 0

    /// Whether the content of the response is edited.
    @inline(__always)
    var edits: Bool { if case .none = self.edit { false } else { true } }
}
