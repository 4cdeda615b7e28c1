package import ProxyModel

/// A route as one worker uses it, immutable: a change of the route or of what it names makes another one.
package final class CompiledRoute {
    /// Where the route ends.
    package enum Target {
        case upstream(UpstreamTarget)
        /// One of the process's own services, by its place in the list given to `RoutingTable`.
        case localService(Int)
        /// Whatever is the own target of the proxy that serves this host when a request is matched.
        case host(HostPattern)
        case redirect(RedirectAnswer)
        case fixed(FixedAnswer)
        case unavailable(Unavailability)
    }

    /// The route as configured.
    package let source: Route
    /// Where a request goes that the route takes.
    package let target: Target
    /// How the path changes on its way to the target; nil = not at all.
    package let rewrite: TargetRewrite?
    /// The compiled pattern of a regex route.
    let regex: PathRegex?
    /// Where the search finds it.
    let entry: RouteEntry

    init(_ source: Route, target: Target, regex: PathRegex?, slot: UInt32, methods: MethodBook.Mask) {
        self.source = source
        self.regex = regex
        self.target = target
        self.rewrite = TargetRewrite(strip: source.stripPrefix ? .matched : .nothing, rewrite: source.rewrite)
        let answersItself =
            switch target {
            case .localService, .redirect, .fixed: true
            case .upstream, .host, .unavailable: false
            }
        self.entry = RouteEntry(rank: RouteRank(source), methods: methods, slot: slot, answersItself: answersItself)
    }

    /// The same route with another target; whether the process answers by itself must not change.
    func with(_ target: Target) -> CompiledRoute {
        CompiledRoute(self, target: target)
    }

    private init(_ other: CompiledRoute, target: Target) {
        self.source = other.source
        self.target = target
        self.rewrite = other.rewrite
        self.regex = other.regex
        self.entry = other.entry
    }

    /// The route's id.
    package var id: String { self.source.id }
    /// Whether requests that take this route pass the host's guard by.
    package var isUnguarded: Bool { self.source.isUnguarded }
}

@available(*, unavailable)
extension CompiledRoute: Sendable {}
