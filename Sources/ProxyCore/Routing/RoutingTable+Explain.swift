internal import ProxyModel

extension RoutingTable {
    /// Tells how a request would be routed, and why every other route for all hosts or for this one is not taken.
    ///
    /// The host is canonical as for `match`; a query behind the path is left out and the path brought into canonical form,
    /// as happens to every request. The decision is the one that `match` makes. For people: it allocates and looks at every
    /// route.
    package func explain(method: String, host: String, path: String, tls: Bool) -> RouteExplanation {
        guard let canonical = RoutePattern.canonical(String(path.prefix { $0 != "?" })) else { return .refusedPath }
        let (methodBytes, hostBytes, pathBytes) = (Array(method.utf8), Array(host.utf8), Array(canonical.utf8))
        let match = self.match(
            host: hostBytes.span, path: pathBytes.span, method: HTTPMethod(name: method),
            methodToken: methodBytes.span, tls: tls)
        let reasons = RejectionReasons(
            match: match, method: method,
            methodBit: self.methods.bit(HTTPMethod(name: method), token: methodBytes.span),
            table: self)
        let candidates = self.store.routes.compactMap(\.self)
            .filter { $0.id != match.route?.id && self.isInScope($0, of: match.proxy) }
            .sorted { self.store.precedes($0.entry, $1.entry) }
        return RouteExplanation(
            hostPattern: match.proxy?.pattern, routeID: match.route?.id, target: self.text(match.outcome, match),
            guardState: Self.guardText(match, pathBytes),
            rejected: candidates.map { route in
                RouteExplanation.Rejection(
                    routeID: route.id, pathPattern: route.source.pathPattern, priority: route.source.priority,
                    reason: reasons.reason(for: route, path: pathBytes.span))
            })
    }

    private func isInScope(_ route: CompiledRoute, of proxy: CompiledProxy?) -> Bool {
        if route.source.scope == .global { return true }
        guard let proxy else { return false }
        return Self.patterns(of: route).contains { $0.description == proxy.pattern }
    }

    private func text(_ outcome: RouteMatch.Outcome, _ match: RouteMatch) -> String {
        switch outcome {
        case .upstream(let upstream):
            guard let target = match.targetProxy else { return upstream.description }
            return "\(upstream.description) (the target of \(target.pattern))"
        case .localService(let index): return "the local service \(self.localServices[index])"
        case .redirect(let answer): return "a redirect with status \(answer.status)"
        case .fixed(let answer): return "a fixed answer with status \(answer.status)"
        case .unavailable(let reason): return "nowhere: \(reason)"
        case .unknownHost: return "nowhere: no proxy serves the host"
        case .disabledHost: return "nowhere: the proxy is disabled"
        case .protocolDisabled: return "nowhere: the proxy does not serve this protocol"
        }
    }

    private static func guardText(_ match: RouteMatch, _ path: [UInt8]) -> String {
        guard let rules = match.proxy?.guardRules else { return "none" }
        let text = "\(rules.auth.mode.rawValue) by \(rules.auth.authProxy)"
        let (place, isLoosened, isExcluded) = unsafe path.withUnsafeBufferPointer { path in
            unsafe (GuardedPath.of(path), match.route?.loosensGuard(for: path) ?? false, rules.excludes(path))
        }
        switch place {
        case .ownService: return "answered by the authorization server itself (the host's guard: \(text))"
        case .certificateChallenge: return "passed by: a certificate challenge (the host's guard: \(text))"
        case .guarded: break
        }
        if isLoosened { return "passed by: the route says auth: none (the host's guard: \(text))" }
        if isExcluded { return "passed by: the path is excluded (the host's guard: \(text))" }
        guard match.route?.isUnguarded == true else { return text }
        return "\(text): the route's auth: none does not hold for a path that backends may read as another one"
    }
}
