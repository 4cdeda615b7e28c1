import DockerControl
import ManagementAPI
import Testing

@testable import proxyd

struct `Health of the container engine` {
    @Test func `an engine that nobody asked for is not told of`() { #expect(NodeHealth.docker(.off) == nil) }

    @Test func `one that answers is told with its version`() {
        let component = NodeHealth.docker(.connected(id: "ID", version: "20.10.24", api: "1.41", node: "edge-1"))
        #expect(component == HealthReport.Component(name: "docker", status: .healthy, version: "20.10.24"))
    }

    @Test func `why one is away is for the admin alone`() {
        let component = NodeHealth.docker(.away(reason: "engine not reachable: /run/secret.sock"))
        #expect(component?.status == .unhealthy)
        #expect(component?.detail?.contains("/run") == false)
        #expect(component?.adminDetail?.contains("/run/secret.sock") == true)
    }
}
