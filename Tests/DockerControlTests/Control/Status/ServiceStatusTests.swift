import DockerControl
import ProxyModel
import TestSupport
import Testing

@Suite struct `The status of a service` {
    @Test func `is read as it was written`() async throws {
        var status = ServiceStatus(service: "web", engine: "E", node: "n", phase: .failed, updatedAt: 5)
        status.generation = 3
        status.containerID = "c1"
        status.containerName = "proxyd-01234567-web-3"
        status.imageID = "sha256:1"
        status.health = "unhealthy"
        status.address = "172.18.0.2:80"
        status.startedAt = 1
        status.exitCode = 137
        status.restarts = 2
        status.drift = ["paused"]
        status.failure = ServiceStatus.Failure(code: "exited", message: "ended \"so\"", at: 2, retryAt: 3)
        status.lastOutput = ["one", "zwei ü"]
        status.progress = ServiceStatus.Progress(percent: 40, text: "layer")
        let blank = ServiceStatus(service: "other", engine: "E", node: "n", phase: .pending, updatedAt: 5)
        let store = MemoryVolatileStore()
        let statuses = ServiceStatusStore(store)
        try await statuses.write(status)
        try await statuses.write(blank)
        #expect(try await statuses.statuses(["web", "other", "none"]) == ["web": status, "other": blank])
        try await statuses.remove("web")
        #expect(try await statuses.statuses(["web"]).isEmpty)
    }

    @Test func `is left out when it cannot be understood`() async throws {
        let store = MemoryVolatileStore()
        for text in ["", "{", "[]", "{\"service\":\"web\"}", "{\"service\":\"web\",\"phase\":\"flying\"}"] {
            _ = try await store.put(
                VolatileKey(.service, "status:web"), Array(text.utf8), lifetime: 1_000, if: .always)
            #expect(try await ServiceStatusStore(store).statuses(["web"]).isEmpty)
        }
    }
}
