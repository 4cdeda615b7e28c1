internal import ProxyModel

/// The routing table of one worker: hosts, routes and services, patched by changes, asked once per request.
///
/// Which route wins: first those that the scope and the proxy's `route_mode` leave; then the higher priority; then exact
/// path > longer prefix > regex; then the older; then the smaller id. A route wins over the proxy's own target. The host is
/// found exact > longest wildcard > default; a disabled proxy still owns its host and hides wildcards behind it.
/// For a host that no proxy serves, only global routes apply that the process answers by itself (local service, redirect,
/// fixed answer). Confined to its worker; never holds more than one compiled form of a record.
package final class RoutingTable {
    let hosts = HostTable()
    let store = RouteStore()
    let matcher: RegexMatcher
    let methods = MethodBook()
    let globalRoutes: RouteTable
    /// The tables of proxy-scoped routes by host pattern, also for hosts that do not exist (yet).
    var scopedRoutes: [String: RouteTable] = [:]
    var services: [String: ExternalService] = [:]
    var routesByService: [String: Set<UInt32>] = [:]
    let localServices: [String]
    let upstreams: UpstreamDirectory
    /// The services in containers.
    let containers: ServiceDirectory
    let pathHash = ByteHash()

    /// Grows with every change of a certificate; answers about certificates hold for one epoch.
    package internal(set) var certificateEpoch: UInt32 = 0

    /// Makes an empty table.
    ///
    /// `localServices` are the names by which routes reach the process's own services; they hide external services of
    /// the same name.
    package init(upstreams: UpstreamDirectory, localServices: [String], regexLimits: RegexLimits = RegexLimits()) {
        self.upstreams = upstreams
        self.containers = ServiceDirectory(upstreams: upstreams)
        self.localServices = localServices
        self.matcher = RegexMatcher(regexLimits)
        self.globalRoutes = RouteTable(hash: self.pathHash)
    }

    /// Tells requests that wait of what has changed; after the last change of a set.
    package func settle() { self.containers.settle() }

    /// Number of proxies.
    package var proxyCount: Int { self.hosts.count }

    /// Makes room for so many proxies at once, so that loading does not grow the table again and again.
    package func reserve(proxies count: Int) { self.hosts.reserve(count) }
}
