import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `What the policy refuses while an image is prepared` {
    @Test func `is tried again when the service changes, and not before`() throws {
        var service = ContainerService(name: "web", createdAt: 1)
        service.dockerfilePath = "Dockerfile"
        service.engine = "E"
        var facts = ReconciliationFacts(
            service, revision: 1, at: 1_000, in: .init(engine: "E", node: "n", installation: InstallationID(1)))
        var reconciliation = ServiceReconciliation()
        #expect(reconciliation.plan(facts).step == .prepareImage)
        let refusal = ServiceRefusal(.registry, "/dockerfile_path", "line 1 of the Dockerfile: no")
        reconciliation.note(EngineFailure(refusal), in: .prepareImage, facts: facts)
        let status = try #require(reconciliation.plan(facts).status)
        #expect(status.phase == .failed)
        #expect(status.failure?.code == "registry")
        #expect(status.failure?.message.contains("line 1 of the Dockerfile: no") == true)
        #expect(status.failure?.message.contains("DOCKER_REGISTRIES") == true)
        #expect(status.failure?.retryAt == nil)
        facts.now += 86_400_000
        #expect(reconciliation.plan(facts).step == nil)
        facts.revision = 2
        #expect(reconciliation.plan(facts).step == .prepareImage)
    }
}
