import DockerControl
import Testing

@testable import ManagementAPI

struct `Metrics of services` {
    private func text(_ condition: EngineCondition, _ phases: [ServicePhase], services: Int) -> [Substring] {
        var metrics = PrometheusText()
        let statuses = phases.enumerated().map { index, phase in
            ServiceStatus(service: "s\(index)", engine: "E", node: "n", phase: phase, updatedAt: 0)
        }
        ServiceMetrics.write(
            condition, statuses: statuses, services: services, done: 7, failed: 2, to: &metrics)
        return metrics.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test func `services are counted by phase, and those without a status are pending`() {
        let lines = text(
            .connected(id: "E", version: "1", api: "1.41", node: "n"), [.running, .running, .failed], services: 5)
        #expect(lines.contains("proxyd_engine_up 1"))
        #expect(lines.contains("proxyd_engine_steps 7") && lines.contains("proxyd_engine_failures 2"))
        #expect(lines.contains("proxyd_services{phase=\"running\"} 2"))
        #expect(lines.contains("proxyd_services{phase=\"failed\"} 1"))
        #expect(lines.contains("proxyd_services{phase=\"pending\"} 2"))
        #expect(lines.contains("proxyd_services{phase=\"asleep\"} 0"))
    }

    @Test func `an engine that is away is told of, one that nobody asked for is not`() {
        #expect(text(.away(reason: ""), [], services: 0).contains("proxyd_engine_up 0"))
        #expect(text(.off, [], services: 0).isEmpty)
        #expect(!text(.off, [.running], services: 1).contains { $0.hasPrefix("proxyd_engine") })
    }
}
