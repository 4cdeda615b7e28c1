import DockerControl
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)))
struct `An engine that is restarted` {
    @Test func `finds its services again, also those that were being made`() async throws {
        guard let engine = await DockerEngine.started() else { return }
        do {
            try await withControl(of: engine) { scope in
                try await scope.withController { controller in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    for index in 0..<3 { try await scope.editor.put(scope.web("next\(index)")) }
                    try await Task.sleep(for: .milliseconds(300))
                    await engine.crash()
                    try await scope.wait("away") { _ in
                        if case .away = await controller.engine() { true } else { false }
                    }
                    // What was said of services stays.
                    #expect(try await scope.status("web")?.phase == .running)
                    #expect(scope.endpoints("web")?.phase == .ready)
                    await #expect(throws: (any Error).self) { try await controller.logs("web", lines: 1, since: nil) }
                    try await engine.start()
                    for name in ["web", "next0", "next1", "next2"] {
                        try await scope.waitUntilRunning(name)
                        try await scope.wait(for: name, "answering") { _ in try await scope.answers(name) }
                    }
                    #expect(try await scope.containers().count == 4)
                }
            }
        } catch {
            await engine.stop()
            throw error
        }
        await engine.stop()
    }
}
