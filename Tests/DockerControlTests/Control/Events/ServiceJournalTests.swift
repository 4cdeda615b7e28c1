import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `The events of a service` {
        private func events(_ scope: ControlScope, _ service: String = "web") async throws -> [ServiceEvent] {
            try await ServiceEventStore(scope.store).events(of: service, createdAt: 1_000).reversed()
        }

        @Test func `are told in their order, and go with it`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    try await scope.wait("told") { _ in try await events(scope).contains { $0.action == "ready" } }
                    let made = try await events(scope)
                    let actions = made.map(\.action)
                    let wanted = ["claimed", "pulling", "image_ready", "network_created", "create", "start", "ready"]
                    #expect(actions.filter { wanted.contains($0) }.sorted() == wanted.sorted(), "\(actions)")
                    #expect(actions.first == "claimed")
                    let start = try #require(made.first { $0.action == "start" })
                    #expect(start.source == .engine)
                    #expect(start.containerID == (try await scope.details().id.description))
                    #expect(start.containerName == (try await scope.details().name.description))
                    #expect(start.generation == 1)

                    let other = try #require(EngineName("other-\(scope.installation)"))
                    try await scope.client.renameContainer(try await scope.details().id, to: other)
                    try await scope.wait("renamed again") { _ in
                        try await events(scope).count { $0.action == "rename" } == 2
                    }
                    try await scope.editor.change("web") { $0.generation = 2 }
                    try await scope.wait("replaced") { _ in
                        let all = try await events(scope)
                        return all.contains { $0.action == "replaced" && $0.generation == 2 }
                            && all.contains { $0.action == "destroy" && $0.generation == 1 }
                    }
                    let death = try #require(try await events(scope).first { $0.action == "die" })
                    #expect(death.exitCode != nil)

                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    // What is on its way when the record goes is nobody's.
                    var next = scope.web()
                    next.createdAt = 2_000
                    try await scope.editor.put(next)
                    try await scope.waitUntilRunning()
                    let store = ServiceEventStore(scope.store)
                    try await scope.wait("told") { _ in
                        try await store.events(of: "web", createdAt: 2_000).contains { $0.action == "ready" }
                    }
                    let later = try await store.events(of: "web", createdAt: 2_000)
                    #expect(later.allSatisfy { ($0.generation ?? 1) == 1 && $0.action != "destroy" })
                }
            }
        }

        @Test func `tell what was refused once`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.image = "registry.example/thing:1"
                    try await scope.editor.put(service)
                    try await scope.wait("refused") { _ in
                        try await events(scope).contains {
                            $0.action == "refused" && $0.message.contains("DOCKER_REGISTRIES")
                        }
                    }
                    #expect(try await events(scope).count { $0.action == "refused" } == 1)
                    #expect(try await !events(scope).contains { $0.action == "create" })
                }
            }
        }
    }
}
