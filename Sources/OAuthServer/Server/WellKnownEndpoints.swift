/// The documents at well-known paths (RFC 8615), which both issuers and guarded hosts have.
struct WellKnownEndpoints: Sendable {
    let server: any OAuthEndpoint
    let resource: any OAuthEndpoint

    /// The document at a path; nil when it is none.
    ///
    /// There is none for OpenID Connect: clients that get a document there demand that it be complete, and go on when they
    /// get 404.
    func endpoint(_ path: String) -> (any OAuthEndpoint)? {
        if Self.isAtOrBelow(path, "/.well-known/oauth-authorization-server") { return server }
        if Self.isAtOrBelow(path, ResourceMetadata.prefix) { return resource }
        return nil
    }

    private static func isAtOrBelow(_ path: String, _ prefix: String) -> Bool {
        path.hasPrefix(prefix) && (path.utf8.count == prefix.utf8.count || path.hasPrefix(prefix + "/"))
    }
}
