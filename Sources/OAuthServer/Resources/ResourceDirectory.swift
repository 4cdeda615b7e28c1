/// Finds the guarded resources of the configuration in force.
package protocol ResourceDirectory: Sendable {
    /// The resource that an address of RFC 8707 means: compared with scheme and host in lower case, without the default
    /// port, `X` and `X/` alike; nil when it is not one of this issuer's.
    func resource(_ uri: String, issuer: String) -> ProtectedResource?

    /// The resource of a host; nil when the host is not guarded.
    func resource(host: String) -> ProtectedResource?

    /// Every resource of an issuer, by host name, and then those of proxies of many hosts, each as a whole.
    func resources(issuer: String) -> [ProtectedResource]

    /// Whether this authority (`host[:port]`) is that of an authorization server.
    func isIssuer(_ authority: String) -> Bool

    /// The issuer of an authority (`host[:port]`), as metadata and tokens spell it; nil when it is none.
    func issuer(authority: String) -> String?
}

extension ResourceDirectory {
    /// The authority over HTTPS, for directories without rules of their own.
    package func issuer(authority: String) -> String? { isIssuer(authority) ? "https://" + authority : nil }
}
