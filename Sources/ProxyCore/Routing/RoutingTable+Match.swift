internal import ProxyModel

extension RoutingTable {
    /// Finds proxy, route and target of a request.
    ///
    /// `host` and `path` are canonical, as `RequestHead` has them: host in small letters without port and trailing dot, path
    /// without query. `methodToken` is looked at only when `method` is `other`. Neither allocates nor keeps the pointers.
    @inline(__always)
    package func match(
        host: UnsafeBufferPointer<UInt8>, path: UnsafeBufferPointer<UInt8>, method: HTTPMethod,
        methodToken: UnsafeBufferPointer<UInt8>, tls: Bool
    ) -> RouteMatch {
        unsafe self.match(host: host.span, path: path.span, method: method, methodToken: methodToken.span, tls: tls)
    }

    /// Finds proxy, route and target of a request; as above.
    package func match(
        host: Span<UInt8>, path: Span<UInt8>, method: HTTPMethod, methodToken: Span<UInt8>, tls: Bool
    ) -> RouteMatch {
        var search = RouteSearch(method: self.methods.bit(method, token: methodToken), onlyAnswersItself: false)
        guard let proxy = self.hosts.lookup(host) else {
            search = RouteSearch(method: search.method, onlyAnswersItself: true)
            self.globalRoutes.search(path, nil, &search, in: self.store, self.matcher)
            return self.outcome(of: search, nil) ?? RouteMatch(proxy: nil, outcome: .unknownHost)
        }
        guard proxy.flags.contains(.enabled) else { return RouteMatch(proxy: proxy, outcome: .disabledHost) }
        guard proxy.flags.contains(tls ? .https : .http) else {
            return RouteMatch(proxy: proxy, outcome: .protocolDisabled)
        }
        if !proxy.flags.contains(.ignoresRoutes) {
            proxy.routes?.search(path, proxy.filter, &search, in: self.store, self.matcher)
            self.globalRoutes.search(path, proxy.filter, &search, in: self.store, self.matcher)
            if let match = self.outcome(of: search, proxy) { return match }
        }
        guard let upstream = proxy.upstream else {
            return RouteMatch(proxy: proxy, outcome: .unavailable(.noTarget))
        }
        return RouteMatch(proxy: proxy, outcome: .upstream(upstream))
    }

    /// What the winner of a search comes to; nil when no route applies.
    @inline(__always)
    private func outcome(of search: RouteSearch, _ proxy: CompiledProxy?) -> RouteMatch? {
        guard let best = search.best, let route = self.store.route(best.slot) else { return nil }
        if search.limitExceeded {
            return RouteMatch(proxy: proxy, route: route, outcome: .unavailable(.regexLimit))
        }
        var targetProxy: CompiledProxy?
        let outcome: RouteMatch.Outcome
        switch route.target {
        case .upstream(let upstream): outcome = .upstream(upstream)
        case .localService(let index): outcome = .localService(index)
        case .redirect(let answer): outcome = .redirect(answer)
        case .fixed(let answer): outcome = .fixed(answer)
        case .unavailable(let reason): outcome = .unavailable(reason)
        case .host(let pattern): (targetProxy, outcome) = self.ownTarget(ofHost: pattern)
        }
        return RouteMatch(
            proxy: proxy, route: route, targetProxy: targetProxy, matchedLength: search.matched, outcome: outcome)
    }

    /// The own target of the proxy that serves a host; its routes do not apply, so a chain of hosts cannot loop.
    private func ownTarget(ofHost pattern: HostPattern) -> (CompiledProxy?, RouteMatch.Outcome) {
        guard let proxy = self.hosts.serving(pattern) else { return (nil, .unavailable(.unknownHost)) }
        guard proxy.flags.contains(.enabled) else { return (proxy, .unavailable(.hostDisabled)) }
        guard let upstream = proxy.upstream else { return (proxy, .unavailable(.noTarget)) }
        return (proxy, .upstream(upstream))
    }
}
