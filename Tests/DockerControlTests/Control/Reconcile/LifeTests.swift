import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests {
    @Suite struct `A service at an engine` {
        @Test func `runs, stops, starts and goes without leaving anything`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.volumes = [try #require(ServiceVolume("data:/data"))]
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.answers())
                    let details = try await scope.details()
                    #expect(details.volumes.count == 1)
                    let status = try #require(try await scope.status("web"))
                    #expect(status.containerID == details.id.description)
                    #expect(status.node == "node1")
                    #expect(status.address == scope.endpoints("web")?.upstreams.first.map { "\($0.host):8080" })

                    try await scope.editor.change("web") { $0.activity = .stopped }
                    try await scope.wait("stopped") { $0?.phase == .stopped }
                    #expect(scope.endpoints("web")?.phase == .stopped)
                    #expect(try await scope.containers() == ["proxyd-web-1": false])
                    try await scope.editor.change("web") { $0.activity = .running }
                    try await scope.waitUntilRunning()
                    #expect(try await scope.details().id == details.id)
                    #expect(try await scope.answers())

                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    #expect(try await scope.isClean())
                    #expect(scope.endpoints("web") == nil)
                    #expect(try await scope.status("web") == nil)
                }
            }
        }
    }
}
