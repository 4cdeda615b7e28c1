internal import ProxyModel

/// Finds the first reason, in the order of the rules, why a route is not taken for a request.
struct RejectionReasons {
    let match: RouteMatch
    let method: String
    let methodBit: MethodBook.Mask
    let table: RoutingTable

    func reason(for route: CompiledRoute, path: Span<UInt8>) -> String {
        if let reason = hostReason() ?? filterReason(route) ?? methodReason(route) { return reason }
        return pathReason(route, path) ?? rankReason(route)
    }

    /// Reasons for which no route at all is looked at.
    private func hostReason() -> String? {
        switch match.outcome {
        case .disabledHost: "the proxy is disabled"
        case .protocolDisabled: "the proxy does not serve this protocol"
        default: nil
        }
    }

    private func filterReason(_ route: CompiledRoute) -> String? {
        guard route.source.enabled else { return "disabled" }
        guard let proxy = match.proxy else {
            return route.entry.answersItself ? nil : "no proxy serves the host, and the route's target needs one"
        }
        if proxy.flags.contains(.ignoresRoutes) { return "route_mode is none" }
        guard let filter = proxy.filter, !filter.admits(route.entry.slot) else { return nil }
        return filter.isSelective
            ? "route_mode is selective, and the route is not in enabled_routes"
            : "the route is in disabled_routes"
    }

    private func methodReason(_ route: CompiledRoute) -> String? {
        guard route.entry.methods & methodBit == 0 else { return nil }
        return "the method \(method) is not among \(route.source.methods?.joined(separator: ", ") ?? "")"
    }

    private func pathReason(_ route: CompiledRoute, _ path: Span<UInt8>) -> String? {
        if route.source.match == .regex, route.regex == nil { return "the regular expression cannot be compiled" }
        // A table of this one route answers by the very rules of the search.
        let alone = RouteTable(hash: ByteHash())
        alone.insert(route, in: table.store)
        var search = RouteSearch(method: MethodBook.all, onlyAnswersItself: false)
        alone.search(path, nil, &search, in: table.store, table.matcher)
        return search.best == nil ? "the path does not match" : nil
    }

    private func rankReason(_ route: CompiledRoute) -> String {
        guard let winner = match.route else { return "not taken" }
        let (mine, best) = (route.source, winner.source)
        if mine.priority != best.priority { return "lower priority (\(mine.priority) < \(best.priority))" }
        if mine.match != best.match {
            return "same priority, but \(best.match.rawValue) goes before \(mine.match.rawValue)"
        }
        if mine.match == .prefix, mine.pathPattern.utf8.count != best.pathPattern.utf8.count {
            return "same priority, but a shorter prefix"
        }
        return mine.createdAt != best.createdAt ? "equal, but newer" : "equal, but its id comes later"
    }
}
