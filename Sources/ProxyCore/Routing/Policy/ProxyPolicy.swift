package import ProxyModel

/// The rarely set rules of one proxy, compiled; most proxies have none.
package final class ProxyPolicy {
    /// The rules as configured: body limit, timeouts, rate limit, health check.
    package let traffic: TrafficPolicy
    /// Which clients are served; nil = everybody.
    package let addresses: AddressRule?
    /// How the path changes on its way to the proxy's own target; nil = not at all.
    package let rewrite: TargetRewrite?

    /// Compiles the rules.
    init(_ traffic: TrafficPolicy) {
        self.traffic = traffic
        self.addresses = AddressRule(traffic)
        self.rewrite = TargetRewrite(
            strip: traffic.stripPrefix.map { .prefix(Array($0.utf8)) } ?? .nothing, rewrite: traffic.rewrite)
    }
}

@available(*, unavailable)
extension ProxyPolicy: Sendable {}
