internal import DockerControl
internal import ProxyModel

/// How services in containers are, in numbers: one sample for each phase, however many services there are.
enum ServiceMetrics {
    /// Adds them; without an engine and without services there is nothing to tell.
    static func write(
        _ condition: EngineCondition, statuses: some Collection<ServiceStatus>, services: Int, done: Int64,
        failed: Int64, to metrics: inout PrometheusText
    ) {
        guard condition != .off || services > 0 else { return }
        if condition != .off {
            let isUp = if case .connected = condition { true } else { false }
            metrics.gauge("proxyd_engine_up", "Whether the engine of this node answers.", [([:], isUp ? 1 : 0)])
            metrics.gauge(
                "proxyd_engine_steps", "What was done at the engine since this process began.", [([:], done)])
            metrics.gauge(
                "proxyd_engine_failures", "What failed at the engine since this process began, and is tried again.",
                [([:], failed)])
        }
        var counts: [ServicePhase: Int64] = [:]
        for status in statuses { counts[status.phase, default: 0] += 1 }
        // Those that nobody has said anything of wait for an engine.
        counts[.pending, default: 0] += Int64(max(services - statuses.count, 0))
        metrics.gauge(
            "proxyd_services", "Services in containers of all nodes, by phase.",
            ServicePhase.allCases.map { (["phase": $0.rawValue], counts[$0] ?? 0) })
    }
}
