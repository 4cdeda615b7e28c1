/// Where a request goes, and which rules apply on the way.
///
/// The references keep what they name alive, so an exchange may hold the value while the table changes.
package struct RouteMatch {
    /// What was decided.
    package enum Outcome {
        /// Forwarded; `UpstreamTarget` tells to whom.
        case upstream(UpstreamTarget)
        /// Answered by one of the process's own services, by its place in the list given to `RoutingTable`.
        case localService(Int)
        case redirect(RedirectAnswer)
        case fixed(FixedAnswer)
        /// There is a host or a route, but nowhere to go.
        case unavailable(Unavailability)
        /// No proxy serves the host, and there is no default one.
        case unknownHost
        case disabledHost
        /// The proxy does not serve plain HTTP, or not HTTPS.
        case protocolDisabled
    }

    /// The proxy of the request's host, whose filters and guard apply; nil when the host is unknown.
    package let proxy: CompiledProxy?
    /// The route that won; nil when the proxy's own target is used or nothing is.
    package let route: CompiledRoute?
    /// The proxy whose own target is used because the route names its host; else nil.
    package let targetProxy: CompiledProxy?
    /// Number of bytes of the path that the route's pattern matched.
    package let matchedLength: Int
    /// What becomes of the request.
    package let outcome: Outcome

    init(
        proxy: CompiledProxy?, route: CompiledRoute? = nil, targetProxy: CompiledProxy? = nil, matchedLength: Int = 0,
        outcome: Outcome
    ) {
        self.proxy = proxy
        self.route = route
        self.targetProxy = targetProxy
        self.matchedLength = matchedLength
        self.outcome = outcome
    }
}

extension RouteMatch {
    /// The proxy whose `preserveHostHeader` and request fields hold for the request to the upstream.
    package var upstreamProxy: CompiledProxy? { self.targetProxy ?? self.proxy }

    /// Whether `Host` goes to the upstream as the client sent it; else `UpstreamTarget.host(at:)` takes its place.
    package var preservesHost: Bool { self.upstreamProxy?.flags.contains(.preservesHost) ?? true }

    /// What changes the path on its way to the target: the route's rule, or the proxy's for its own target.
    package var rewrite: TargetRewrite? {
        if let route { return route.rewrite }
        return self.proxy?.policy?.rewrite
    }

    /// Whether the request target has to be written anew by `appendTarget`; else it goes on as it came.
    package var changesTarget: Bool {
        if case .upstream(let upstream) = self.outcome, !upstream.pathPrefix.isEmpty { return true }
        return self.rewrite != nil
    }

    /// Writes the request target for the upstream: prefix, path after removal and rewriting, query.
    ///
    /// `path` is canonical and begins with `/`; the bytes lie outside the buffer.
    package func appendTarget(
        to buffer: WriteBuffer, host: UnsafeBufferPointer<UInt8>, path: UnsafeBufferPointer<UInt8>,
        query: UnsafeBufferPointer<UInt8>, hasQuery: Bool
    ) {
        if case .upstream(let upstream) = self.outcome {
            unsafe upstream.pathPrefix.withUnsafeBufferPointer { unsafe buffer.append($0) }
        }
        if let rewrite = self.rewrite {
            unsafe rewrite.append(
                to: buffer, host: host, path: path, query: query, hasQuery: hasQuery, matched: self.matchedLength)
        } else {
            unsafe buffer.append(path)
            guard hasQuery else { return }
            buffer.append(byte: 0x3F)
            unsafe buffer.append(query)
        }
    }
}

@available(*, unavailable)
extension RouteMatch: Sendable {}
