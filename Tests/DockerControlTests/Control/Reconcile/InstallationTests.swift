import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `Two installations at one engine` {
        @Test func `each run a service of the same name, and leave the other's alone`() async throws {
            try await withControl { one in
                try await withControl { other in
                    try await one.withController { controller in
                        try await other.withController("other") { _ in
                            for scope in [one, other] {
                                var service = scope.web()
                                service.volumes = [try #require(ServiceVolume("data:/data"))]
                                try await scope.editor.put(service)
                            }
                            try await one.waitUntilRunning()
                            try await other.waitUntilRunning()
                            #expect(try await one.answers())
                            #expect(try await other.answers())
                            #expect(one.endpoints("web")?.upstreams != other.endpoints("web")?.upstreams)
                            let kept = try await other.details()
                            try await one.editor.delete("web")
                            try await one.waitUntilGone()
                            #expect(try await one.isClean())
                            #expect(try await controller.orphans().isEmpty)
                            #expect(try await controller.removeOrphans(withVolumes: true).isEmpty)
                            #expect(try await other.details().id == kept.id)
                            #expect(try await other.details().state.startedAt == kept.state.startedAt)
                            #expect(try await other.answers())
                        }
                    }
                }
            }
        }
    }
}
