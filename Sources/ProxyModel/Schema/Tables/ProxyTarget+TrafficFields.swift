extension ProxyTarget {
    /// The fields about addresses, sizes, times and upstreams.
    static let trafficFields: [Field<ProxyTarget>] = [
        Field(
            "strip_prefix", \.trafficPolicy.stripPrefix, .optional(.path), default: nil,
            "Prefix that is removed from the path before it goes upstream."),
        Field(
            "rewrite", \.trafficPolicy.rewrite, .optional(.path), default: nil,
            "Replacement for the whole path; $path and $query stand for the request's."),
        Field(
            "upstreams", \.trafficPolicy.upstreams, .list(.object(TrafficPolicy.Upstream.schema), limit: 100),
            default: [],
            "Several weighted upstreams instead of target_url."),
        Field(
            "target_service", \.trafficPolicy.service, .optional(.serviceName), default: nil,
            "Service in containers that requests go to, wherever it is, instead of target_url; null = none."),
        Field(
            "load_balancing", \.trafficPolicy.loadBalancing, .choice, default: .roundRobin,
            "How one of several upstreams is chosen."),
        Field(
            "health_check", \.trafficPolicy.healthCheck, .optional(.object(TrafficPolicy.HealthCheck.schema)),
            default: nil, "Request whose failure takes an upstream out of the rotation; null = none."),
        Field(
            "timeouts", \.trafficPolicy.timeouts, .object(TrafficPolicy.Timeouts.schema), default: .init(),
            "Deadlines towards the upstream, in seconds; null = the node's setting."),
        Field(
            "max_body_bytes", \.trafficPolicy.maxBodyBytes, .optional(.integer(0...(1 << 50))), default: nil,
            "Largest request body; null = the node's setting."),
        Field(
            "rate_limit", \.trafficPolicy.rateLimit, .optional(.object(TrafficPolicy.RateLimit.schema)), default: nil,
            "Token bucket per client address; null = none."),
        Field(
            "address_allow", \.trafficPolicy.addressAllow, .list(.addressBlock), default: [],
            "Client addresses that are let in, as CIDR blocks; empty = all."),
        Field(
            "address_deny", \.trafficPolicy.addressDeny, .list(.addressBlock), default: [],
            "Client addresses that are refused, as CIDR blocks; it wins over address_allow."),
        Field(
            "upstream_tls", \.trafficPolicy.upstreamTLS, .optional(.object(TrafficPolicy.UpstreamTLS.schema)),
            default: nil, "How TLS towards the upstream is verified; null = by the system's trust store."),
    ]
}
