internal import ProxyModel
internal import Reactor

/// What tells the targets apart that follow services: proxies and routes with equal keys share one.
struct ServiceTargetKey: Hashable {
    /// Name of the service.
    let service: String
    /// Who owns the proxy or route; nil = admin.
    let owner: String?
    /// How one of several containers is chosen and verified; without members.
    let options: UpstreamGroupKey
    /// The port of the host that leads to the target; nil = hosts and routes do.
    var port: SocketAddress?

    /// The upstreams where they are now.
    func group(_ upstreams: [UpstreamURL]) -> UpstreamGroupKey {
        var key = self.options
        key.members = upstreams.map { UpstreamGroupKey.Member(url: $0, weight: 1) }
        return key
    }
}
