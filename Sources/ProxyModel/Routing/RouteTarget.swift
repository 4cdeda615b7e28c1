/// Where a route ends.
package enum RouteTarget: Sendable, Equatable {
    /// A port of this machine's loopback address.
    case port(UInt16)
    /// An external service by name, or one of the process's own (`api`, `auth`).
    case service(String)
    /// Another proxy by its host name.
    case hostname(String)
    case url(UpstreamURL)
    /// An answer with `Location`; the code is 301, 302, 303, 307 or 308; `$host`, `$path` and `$query` are replaced.
    case redirect(location: String, status: Int)
    case fixed(status: Int, contentType: String, body: String)
}
