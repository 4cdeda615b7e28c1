internal import ProxyModel

/// What most proxies do not have: fields, limits, a guard, a filter or routes of their own.
final class ProxyRules {
    let requestFields: CompiledFields?
    let responseFields: CompiledFields?
    let policy: ProxyPolicy?
    let auth: Boxed<ProxyAuthConfig>?
    let guardRules: GuardRules?
    let filter: RouteFilter?
    /// The routes whose scope is this proxy; they come and go with those routes.
    var routes: RouteTable?

    /// Compiles the rules of a proxy; nil when it has none.
    init?(_ proxy: ProxyTarget, filter: RouteFilter?, routes: RouteTable?) {
        let isPlain = proxy.headers == nil && proxy.traffic == nil && proxy.auth == nil
        if isPlain && filter == nil && routes == nil { return nil }
        self.requestFields = proxy.headers.flatMap { CompiledFields($0.value.request) }
        self.responseFields = proxy.headers.flatMap { CompiledFields($0.value.response) }
        self.policy = proxy.traffic.map { ProxyPolicy($0.value) }
        self.auth = proxy.auth.flatMap { $0.value.enabled ? $0 : nil }
        self.guardRules = GuardRules(proxy)
        self.filter = filter
        self.routes = routes
    }

    /// No rules but routes.
    init(routes: RouteTable?) {
        self.requestFields = nil
        self.responseFields = nil
        self.policy = nil
        self.auth = nil
        self.guardRules = nil
        self.filter = nil
        self.routes = routes
    }
}

@available(*, unavailable)
extension ProxyRules: Sendable {}
