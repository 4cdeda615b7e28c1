import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct DockerServiceLimitTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services

    @Test func `limits are told as the settings draw them`() async {
        let most: JSONObject = ["memory_limit": "1k", "cpu_limit": 99, "pids_limit": 99_999]
        let reply = await api.create("a", most)
        #expect(reply.status == 422)
        for words in [
            "6m to 4g is allowed (setting DOCKER_MEMORY_MAX), not 1k",
            "0.01 to 4.0 is allowed (setting DOCKER_CPU_MAX)",
            "1 to 4096 is allowed (setting DOCKER_PIDS_MAX)",
        ] {
            #expect(reply.text.contains(words), "\(words)")
        }
        _ = await api.create("b")
        #expect(await api.call("PUT", "\(path)/b", ["cpu_limit": 99]).text.contains("0.01 to 4.0 is allowed"))
    }
}
