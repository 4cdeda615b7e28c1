package import ProxyModel

/// A guarded host as a resource of RFC 9728 and RFC 8707.
package struct ProtectedResource: Sendable, Equatable {
    /// The host name; `*.example.com` or `*` for a proxy of many hosts as a whole.
    package var hostname: String
    /// The canonical address that tokens are for, `https://host[:port]/endpoint`, without trailing slash.
    package var uri: String
    /// The path of the endpoint, `/mcp`; empty when the whole host is the resource.
    package var endpoint: String
    /// The issuer whose tokens it takes, `https://host[:port]`.
    package var issuer: String
    /// Every scope it knows, in the order of its metadata.
    package var scopes: [String]
    /// Who is let in, and how.
    package var auth: ProxyAuthConfig
    /// What its metadata says besides (RFC 9728); nil = the defaults.
    package var metadata: ProxyResourceConfig?
    /// What it wants the server's metadata to say (RFC 8414); nil = nothing else.
    package var serverMetadata: ProxyOAuthServerConfig?
    /// `*.example.com` or `*` where the host is one of a proxy of many: tokens may be for the proxy as a whole.
    package var pattern: String?
    /// The name of the management token that the proxy belongs to; nil = the superuser's.
    package var owner: String?

    /// Makes a resource.
    package init(
        hostname: String, uri: String, endpoint: String, issuer: String, scopes: [String], auth: ProxyAuthConfig,
        metadata: ProxyResourceConfig? = nil, serverMetadata: ProxyOAuthServerConfig? = nil, pattern: String? = nil,
        owner: String? = nil
    ) {
        self.hostname = hostname
        self.uri = uri
        self.endpoint = endpoint
        self.issuer = issuer
        self.scopes = scopes
        self.auth = auth
        self.metadata = metadata
        self.serverMetadata = serverMetadata
        self.pattern = pattern
        self.owner = owner
    }
}

extension ProtectedResource {
    /// Whether it stands for every host of a proxy that has many.
    package var isPattern: Bool { hostname.hasPrefix("*") }

    /// The origin of its host (RFC 6454 section 4): its address without the endpoint.
    package var origin: String { String(uri.hasSuffix(endpoint) ? uri.dropLast(endpoint.count) : uri[...]) }
}
