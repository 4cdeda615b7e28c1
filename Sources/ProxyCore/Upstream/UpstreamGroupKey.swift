package import ProxyModel

/// The identity of a set of upstreams: proxies and routes with equal keys share one group and its pools.
package struct UpstreamGroupKey: Hashable {
    /// One upstream with its share.
    package struct Member: Hashable {
        package let url: UpstreamURL
        package let weight: Int

        /// Makes a member.
        package init(url: UpstreamURL, weight: Int) {
            self.url = url
            self.weight = weight
        }
    }

    package var members: [Member]
    package var loadBalancing: TrafficPolicy.LoadBalancing
    package var verifyTLS: Bool
    package var caPEM: String?
    package var serverName: String?

    /// A group of one upstream with every default.
    package init(_ url: UpstreamURL) {
        members = [Member(url: url, weight: 1)]
        loadBalancing = .roundRobin
        verifyTLS = true
    }
}
