/// The rarely set rules of one proxy about addresses, sizes, times and upstreams.
package struct TrafficPolicy: Sendable, Equatable {
    /// One of several upstreams.
    package struct Upstream: Sendable, Equatable {
        /// Address of the upstream.
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
        /// Whether chain and name are verified.
        package var verify = true
        /// Certificates to trust instead of the system's, PEM.
        package var caPEM: String?
        /// Name that is asked for and verified; nil = the host.
        package var serverName: String?

        /// Verified against the system's trust store, with the host as server name.
        package init() {}
    }

    /// A request to an upstream whose failure takes it out of the rotation.
    package struct HealthCheck: Sendable, Equatable {
        /// Path that is asked for.
        package var path = "/"
        /// Milliseconds between two checks.
        package var intervalMS = 10_000
        /// Milliseconds until a check has failed.
        package var timeoutMS = 2_000
        /// Failures in a row that take the upstream out.
        package var unhealthyAfter = 3
        /// Successes in a row that bring it back.
        package var healthyAfter = 2
        /// Status codes that are a success; empty = 200 to 399.
        package var expectedStatus: [Int] = []

        /// A check of `/` every ten seconds.
        package init() {}
    }

    /// A token bucket per client address.
    package struct RateLimit: Sendable, Equatable {
        /// Rate at which the bucket fills.
        package var requestsPerSecond: Double
        /// Size of the bucket.
        package var burst: Int

        /// Makes a limit.
        package init(requestsPerSecond: Double, burst: Int) {
            self.requestsPerSecond = requestsPerSecond
            self.burst = burst
        }
    }

    /// Several weighted upstreams instead of the target.
    package var upstreams: [Upstream] = []
    /// Name of the service in containers that requests go to instead of the target; nil = none.
    package var service: String?
    /// How one of several upstreams is chosen.
    package var loadBalancing = LoadBalancing.roundRobin
    /// Request whose failure takes an upstream out of the rotation; nil = none.
    package var healthCheck: HealthCheck?
    /// Milliseconds; nil = the setting.
    package var connectTimeoutMS: Int?
    /// Milliseconds until the response head; nil = the setting.
    package var responseTimeoutMS: Int?
    /// Milliseconds between reads; nil = the setting.
    package var idleTimeoutMS: Int?
    /// Largest request body; nil = the node's setting.
    package var maxBodyBytes: UInt64?
    /// Token bucket per client address; nil = none.
    package var rateLimit: RateLimit?
    /// CIDR blocks; empty = everybody.
    package var addressAllow: [String] = []
    /// CIDR blocks.
    package var addressDeny: [String] = []
    /// How TLS towards the upstream is verified; nil = by the system's trust store.
    package var upstreamTLS: UpstreamTLS?
    /// Removes the matched prefix (of a wildcard route) from the path.
    package var stripPrefix: String?
    /// Replacement for the whole path; `$path` and `$query` stand for the request's.
    package var rewrite: String?

    /// Every default.
    package init() {}
}
