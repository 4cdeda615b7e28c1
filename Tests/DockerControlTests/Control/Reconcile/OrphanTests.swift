import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `What is at an engine without a record` {
        @Test func `is listed, adopted and removed as an operator wants`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var service = scope.web()
                    service.volumes = [try #require(ServiceVolume("data:/data"))]
                    try await scope.editor.put(service)
                    try await scope.editor.put(scope.web("other"))
                    try await scope.waitUntilRunning()
                    try await scope.waitUntilRunning("other")
                    #expect(try await controller.orphans().isEmpty)
                    let id = try await scope.details().id

                    scope.editor.wipe()
                    controller.nudge()
                    let orphans = try await controller.orphans()
                    #expect(
                        orphans.filter { $0.kind == .container }.map(\.name).sorted() == [
                            scope.name("other"), scope.name("web"),
                        ])
                    #expect(orphans.allSatisfy { $0.isAdoptable == ($0.kind == .container) })
                    #expect(orphans.contains { $0.kind == .volume && $0.service == "web" })
                    #expect(try await scope.containers().values.allSatisfy { $0 })

                    // Somebody has one of the names by now.
                    let target = try UpstreamURL("http://127.0.0.1:1")
                    try await scope.editor.edit { _ in
                        [.put(.service(ExternalService(name: "other", target: target, createdAt: 1)))]
                    }
                    // Names at the engine were others once: labels alone tell what a container is.
                    try await scope.client.renameContainer(id, to: try #require(EngineName("web-1-\(scope.name("x"))")))
                    let outcome = try await controller.adopt()
                    #expect(outcome.adopted == ["web"])
                    #expect(outcome.refused.map(\.service) == ["other"])
                    #expect(outcome.refused.first?.reason == "there is a service 'other' already")
                    try await scope.waitUntilRunning()
                    try await scope.wait("named again") { _ in try await scope.containers()[scope.name("web")] == true }
                    #expect(try await scope.details().id == id)
                    #expect(try await scope.answers())

                    let removed = try await controller.removeOrphans(withVolumes: false)
                    #expect(removed.map(\.name) == [scope.name("other")])
                    #expect(try await controller.orphans().isEmpty)
                    try await scope.editor.delete("web", withVolumes: false)
                    try await scope.waitUntilGone()
                    #expect(try await controller.removeOrphans(withVolumes: false).isEmpty)
                    #expect(try await controller.removeOrphans(withVolumes: true).map(\.kind) == [.volume])
                    #expect(try await scope.isClean())
                }
            }
        }

        @Test func `is not adopted while another service has its port`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var service = scope.web()
                    var port = ServicePort(name: "p", hostPort: 19_999, containerPort: 8_080)
                    port.requiresToken = true
                    service.ports = [port]
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    scope.editor.wipe()
                    var other = scope.web("other")
                    other.activity = .stopped
                    other.ports = [ServicePort(name: "q", hostPort: 19_999, containerPort: 80)]
                    other.ports[0].bind = "0.0.0.0"
                    try await scope.editor.put(other)
                    let outcome = try await controller.adopt()
                    #expect(outcome.adopted.isEmpty)
                    #expect(outcome.refused.first?.reason == "service 'other' has port 19999 of 0.0.0.0")
                    try await scope.editor.change("other") { $0.ports = [] }
                    #expect(try await controller.adopt().adopted == ["web"])
                }
            }
        }

        @Test func `is adopted at once where the settings want it`() async throws {
            try await withControl {
                $0.adoptsOrphans = true
            } _: { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                }
                scope.editor.wipe()
                let id = try await scope.details().id
                try await scope.withController("two") { _ in
                    try await scope.wait("on record") { _ in scope.editor.snapshot.dockerServices["web"] != nil }
                    try await scope.waitUntilRunning()
                    #expect(try await scope.details().id == id)
                }
            }
        }

        @Test func `gives way to a new service of its name`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    let old = try await scope.details().id
                    scope.editor.wipe()
                    var service = scope.web()
                    service.createdAt = 2_000
                    try await scope.editor.put(service)
                    try await scope.wait("replaced") { status in
                        status?.phase == .running && status?.containerID != old.description
                    }
                    #expect(try await scope.containers() == [scope.name("web"): true])
                }
            }
        }
    }
}
