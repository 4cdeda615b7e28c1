import DockerControl
import ProxyModel
import TestSupport
import Testing

/// What engines and clients of services in containers would do.
extension ManagementHarness {
    static let services = "/api/v1/services"

    /// Asks for a service with the image `busybox` and further members.
    func create(
        _ name: String, _ members: JSONObject = [:], query: String = "", as token: String = admin
    ) async -> Reply {
        var body: JSONObject = ["service_name": .string(name), "image": "busybox"]
        for member in members.members { body[member.name] = member.value }
        return await call("POST", Self.services + query, .object(body), as: token)
    }

    /// The record of a service.
    func record(_ name: String) throws -> ContainerService {
        try #require(follower.snapshot?.dockerServices[name]?.value)
    }

    /// Changes a record behind the back of operations, as a reconciler does.
    func change(_ name: String, _ change: (inout ContainerService) -> Void) async throws {
        var service = try record(name)
        change(&service)
        try await commit(.put(.dockerService(service), sealedBundle: nil))
    }

    /// Waits until something is so, and not for ever.
    func wait(_ isSo: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isSo(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(1)) }
        #expect(isSo())
    }

    /// Writes one change of the configuration.
    func commit(_ change: Change) async throws {
        let revision = try await store.commit([change], expecting: follower.snapshot?.revision ?? 0)
        _ = await follower.waitUntilApplied(revision)
    }

    /// Says what became of a service.
    func tell(_ name: String, _ phase: ServicePhase, _ change: (inout ServiceStatus) -> Void = { _ in }) {
        var status = ServiceStatus(service: name, engine: "ENGINE", node: "one", phase: phase, updatedAt: clock.now)
        change(&status)
        let told = status
        containers.set { $0.statuses[name] = told }
    }
}
