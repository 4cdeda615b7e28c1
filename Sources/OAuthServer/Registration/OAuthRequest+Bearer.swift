extension OAuthRequest {
    /// The token of `Authorization: Bearer` (RFC 6750 §2.1); nil when there is none, or not exactly one.
    package var bearerToken: String? {
        guard let field = field("authorization") else { return nil }
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
