/// What lets programs in browsers call the endpoints for clients from any origin, always without credentials
/// (Fetch, "CORS protocol").
enum CrossOrigin {
    /// The fields of every answer.
    static let fields: [(name: String, value: String)] = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, Retry-After"),
    ]

    /// The answer to a preflight.
    static func preflight(_ request: PreflightRequest) -> OAuthResponse {
        OAuthResponse(
            status: 204,
            headers: fields + [
                ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"),
                ("Access-Control-Allow-Headers", (allowed + request.parameterFields).joined(separator: ", ")),
                ("Access-Control-Max-Age", "7200"),
                ("Vary", "Access-Control-Request-Headers"),
            ])
    }

    /// Named one by one: a wildcard does not stand for `Authorization`.
    private static let allowed = [
        "Authorization", "Content-Type", "Accept", "MCP-Protocol-Version", "Mcp-Session-Id", "Last-Event-ID",
        "Mcp-Method", "Mcp-Name",
    ]
}
