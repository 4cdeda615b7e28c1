import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `One of several processes` {
        @Test func `has the engine, until it ends or its store is away`() async throws {
            try await withControl { scope in
                try await scope.editor.put(scope.web())
                try await scope.withController("one") { _ in
                    try await scope.waitUntilRunning()
                    let id = try await scope.details().id
                    try await scope.withController("two") { _ in
                        // The second one has nothing to do: nothing changes.
                        try await Task.sleep(for: .seconds(1))
                        #expect(try await scope.details().id == id)
                    }
                    // Without its store the first one has no right to go on when the time of its lease is over.
                    scope.store.setOutage("test")
                    try await Task.sleep(for: .milliseconds(11_500))
                    try await scope.client.stopContainer(id, seconds: 0)
                    try await Task.sleep(for: .seconds(1))
                    #expect(try await scope.containers() == [scope.name("web"): false])
                    scope.store.setOutage(nil)
                    try await scope.wait("started again") { _ in
                        try await scope.containers() == [scope.name("web"): true]
                    }
                }
                try await scope.withController("two") { _ in
                    try await scope.editor.change("web") { $0.generation = 2 }
                    try await scope.waitUntilRunning(generation: 2)
                }
            }
        }
    }
}
