/// The rarely set rules of one proxy about addresses, sizes, times and upstreams.
package struct TrafficPolicy: Sendable, Equatable {
    /// One of several upstreams.
    package struct Upstream: Sendable, Equatable {
        package var url: UpstreamURL
        /// Relative share, 0 to 1000; 0 = only when all others are down.
        package var weight: Int

        /// Makes one upstream.
        package init(url: UpstreamURL, weight: Int = 1) {
            self.url = url
            self.weight = weight
        }
    }

    /// How one of several upstreams is chosen.
    package enum LoadBalancing: String, Sendable, CaseIterable {
        case roundRobin = "round_robin"
        case leastConnections = "least_connections"
        case random
        case addressHash = "address_hash"
    }

    /// How TLS towards the upstream is verified.
    package struct UpstreamTLS: Sendable, Equatable {
        package var verify = true
        package var caPEM: String?
        package var serverName: String?

        /// Verified against the system's trust store, with the host as server name.
        package init() {}
    }

    /// A request to an upstream whose failure takes it out of the rotation.
    package struct HealthCheck: Sendable, Equatable {
        package var path = "/"
        package var intervalMS = 10_000
        package var timeoutMS = 2_000
        package var unhealthyAfter = 3
        package var healthyAfter = 2
        package var expectedStatus: [Int] = []

        /// A check of `/` every ten seconds.
        package init() {}
    }

    /// A token bucket per client address.
    package struct RateLimit: Sendable, Equatable {
        package var requestsPerSecond: Double
        package var burst: Int

        /// Makes a limit.
        package init(requestsPerSecond: Double, burst: Int) {
            self.requestsPerSecond = requestsPerSecond
            self.burst = burst
        }
    }

    package var upstreams: [Upstream] = []
    package var loadBalancing = LoadBalancing.roundRobin
    package var healthCheck: HealthCheck?
    /// Milliseconds; nil = the setting.
    package var connectTimeoutMS: Int?
    /// Milliseconds until the response head; nil = the setting.
    package var responseTimeoutMS: Int?
    /// Milliseconds between reads; nil = the setting.
    package var idleTimeoutMS: Int?
    package var maxBodyBytes: UInt64?
    package var rateLimit: RateLimit?
    /// CIDR blocks; empty = everybody.
    package var addressAllow: [String] = []
    /// CIDR blocks.
    package var addressDeny: [String] = []
    package var upstreamTLS: UpstreamTLS?
    /// Removes the matched prefix (of a wildcard route) from the path.
    package var stripPrefix: String?
    /// Replacement for the whole path; `$path` and `$query` stand for the request's.
    package var rewrite: String?

    /// Every default.
    package init() {}
}
