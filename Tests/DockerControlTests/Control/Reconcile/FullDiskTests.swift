import DockerControl
import Glibc
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)))
struct `An engine whose disk is full` {
    private let room = 64 << 20

    /// Writes a file until nothing more fits into the engine's room.
    private func fill(_ path: String) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        var written = 0
        for size in [1 << 20, 4_096, 1] {
            let block = [UInt8](repeating: 1, count: size)
            while written < room, unsafe write(file, block, size) == size { written += size }
        }
    }

    @Test func `is told of in its own words, and makes the container when there is room`() async throws {
        guard let engine = await DockerEngine.started(dataBytes: room) else { return }
        do {
            try await withControl(of: engine) { scope in
                try await scope.withController { _ in
                    let filler = engine.folder + "/data/filler"
                    fill(filler)
                    try await scope.editor.put(scope.web())
                    try await scope.wait("out of space") { $0?.failure?.code == "outOfSpace" }
                    let status = try #require(try await scope.status("web"))
                    #expect(status.phase == .failed)
                    #expect(status.failure?.message.contains("no space left on device") == true)
                    #expect(status.failure?.retryAt != nil)
                    unsafe unlink(filler)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.status("web")?.failure == nil)
                }
            }
        } catch {
            await engine.stop()
            throw error
        }
        await engine.stop()
    }
}
