internal import ProxyCore

/// What came to the gated ports of services at this node, in numbers.
enum PortMetrics {
    /// Adds them.
    static func write(_ counts: PortCounts, to metrics: inout PrometheusText) {
        metrics.gauge(
            "proxyd_port_connections_open", "Connections to gated ports whose bytes are passed on now.",
            [([:], Int64(counts.open))])
        metrics.gauge(
            "proxyd_port_connections", "Connections to gated ports that were passed on since this process began.",
            [([:], Int64(clamping: counts.connections))])
        metrics.gauge(
            "proxyd_port_requests", "Requests at gated ports that tokens let in since this process began.",
            [([:], Int64(clamping: counts.requests))])
        metrics.gauge(
            "proxyd_port_refusals", "What gated ports have refused since this process began, by what was wrong.",
            [
                (["reason": "source"], Int64(clamping: counts.refusedSources)),
                (["reason": "token"], Int64(clamping: counts.refusedTokens)),
            ])
    }
}
