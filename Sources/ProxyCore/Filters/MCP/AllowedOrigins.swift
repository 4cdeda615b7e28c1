/// Which pages may call a protected resource from a browser (MCP, Streamable HTTP, security).
///
/// Without the check a page of a stranger could reach a server by a name that it lets resolve to that server's address.
struct AllowedOrigins {
    /// The host of the request in small letters, an IPv6 address in brackets.
    let host: String
    /// The port of the request; 0 = the usual one.
    let port: UInt16
    /// The request came by HTTPS.
    let isSecure: Bool
    /// Origins of others, as browsers spell them.
    let others: [String]

    /// Whether a value of `Origin` (RFC 6454 §7) is the resource's own origin or one that is listed.
    func contains(_ origin: String) -> Bool {
        if self.others.contains(origin) { return true }
        guard let address = ResourceAddress(origin), address.path.isEmpty, address.host == self.host else {
            return false
        }
        // What is said in clear text anybody on the way may have written.
        if address.scheme == "http" && self.isSecure { return false }
        let usual: UInt16 = address.scheme == "https" ? 443 : 80
        return address.port.map { $0 == self.port } ?? (self.port == 0 || self.port == usual)
    }
}
