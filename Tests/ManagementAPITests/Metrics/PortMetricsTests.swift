import ProxyCore
import Testing

@testable import ManagementAPI

struct `Metrics of gated ports` {
    @Test func `what all workers have counted is told`() {
        var (counts, other) = (PortCounts(), PortCounts())
        counts.open = 2
        counts.connections = 7
        counts.requests = 40
        other.open = 1
        other.requests = 2
        other.refusedSources = 3
        other.refusedTokens = 5
        counts.add(other)
        var metrics = PrometheusText()
        PortMetrics.write(counts, to: &metrics)
        #expect(
            metrics.text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                "proxyd_port_connections_open 3", "proxyd_port_connections 7", "proxyd_port_requests 42",
                "proxyd_port_refusals{reason=\"source\"} 3", "proxyd_port_refusals{reason=\"token\"} 5",
            ])
    }
}
