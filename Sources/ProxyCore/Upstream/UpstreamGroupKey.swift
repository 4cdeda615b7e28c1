package import ProxyModel

/// The identity of a set of upstreams: proxies and routes with equal keys share one group and its pools.
package struct UpstreamGroupKey: Hashable {
    /// One upstream with its share.
    package struct Member: Hashable {
        /// Where it is.
        package let url: UpstreamURL
        /// Relative share; 0 = only when all others are down.
        package let weight: Int

        /// Makes a member.
        package init(url: UpstreamURL, weight: Int) {
            self.url = url
            self.weight = weight
        }
    }

    /// The upstreams, in the order of the configuration.
    package var members: [Member]
    /// How one of them is chosen.
    package var loadBalancing: TrafficPolicy.LoadBalancing
    /// Whether chain and name are verified.
    package var verifyTLS: Bool
    /// Certificates to trust instead of the system's, PEM.
    package var caPEM: String?
    /// Name that is asked for and verified; nil = the host.
    package var serverName: String?

    /// A group of one upstream with every default.
    package init(_ url: UpstreamURL) {
        members = [Member(url: url, weight: 1)]
        loadBalancing = .roundRobin
        verifyTLS = true
    }

    /// The options of a proxy's traffic, without members.
    init(options traffic: TrafficPolicy?) {
        members = []
        loadBalancing = traffic?.loadBalancing ?? .roundRobin
        verifyTLS = traffic?.upstreamTLS?.verify ?? true
        caPEM = traffic?.upstreamTLS?.caPEM
        serverName = traffic?.upstreamTLS?.serverName
    }
}
