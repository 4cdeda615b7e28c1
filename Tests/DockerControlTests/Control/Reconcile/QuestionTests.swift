import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `Questions about a service` {
        @Test func `are answered by its engine alone`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var service = scope.web()
                    service.command = [
                        "sh", "-c", "for i in $(seq 1 5); do echo line $i; done; exec httpd -f -p 8080 -h /bin",
                    ]
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    guard case .connected(_, _, _, "node1") = await controller.engine() else {
                        Issue.record("not connected")
                        return
                    }
                    let lines = try await controller.logs("web", lines: 2, since: nil)
                    #expect(lines.map(\.text) == ["line 4", "line 5"])
                    #expect(lines.allSatisfy { $0.time != nil })
                    #expect(try await controller.statistics("web").memoryLimitBytes == 32 << 20)
                    #expect(try await controller.statuses(["web", "none"]).keys.sorted() == ["web"])
                    await #expect(throws: ServiceControlFailure.noContainer) {
                        try await controller.logs("none", lines: 1, since: nil)
                    }
                    try await scope.editor.change("web") { $0.activity = .stopped }
                    try await scope.wait("stopped") { $0?.phase == .stopped }
                    await #expect(throws: ServiceControlFailure.noContainer) { try await controller.statistics("web") }
                    #expect(try await controller.logs("web", lines: 1, since: nil).map(\.text) == ["line 5"])
                    try await scope.editor.change("web") { $0.engine = "another" }
                    await #expect(throws: ServiceControlFailure.elsewhere(node: "node1")) {
                        try await controller.statistics("web")
                    }
                }
            }
        }

        @Test func `tell which ports are free`() async throws {
            try await withControl { scope in
                let controller = scope.controller()
                let listener = try LoopbackListener { _ in }
                #expect(await !controller.isFree(listener.port, bind: "127.0.0.1", transport: .tcp))
                #expect(await !controller.isFree(listener.port, bind: "0.0.0.0", transport: .tcp))
                #expect(await controller.isFree(listener.port, bind: "127.0.0.1", transport: .udp))
                #expect(await controller.isFree(listener.port, bind: "::1", transport: .tcp))
                listener.stop()
                await #expect(throws: ServiceControlFailure.away("not asked yet")) { try await controller.orphans() }
            }
        }
    }
}
