import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `The step of a build that carries our labels` {
        /// Runs a build whose only step has the labels of a service's container for as long as the body runs.
        private func withStep(
            _ scope: ControlScope, of service: ContainerService, _ body: (ContainerSummary) async throws -> Void
        ) async throws {
            let labels = EngineLabels(of: service, installation: scope.installation, node: "other").labels
            let said = labels.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: " ")
            let text = "FROM \(DockerEngine.image)\nLABEL \(said)\nRUN sleep 120\n"
            let options = BuildOptions(name: try #require(ImageReference("localhost/forged:\(scope.installation)")))
            let client = scope.client
            let build = Task {
                _ = try await client.build(options, context: .files(["Dockerfile": Array(text.utf8)])) { _ in }
            }
            defer { build.cancel() }
            try await scope.wait("the step runs") { _ in
                try await step(scope, of: service)?.phase == .running
            }
            try await body(try #require(try await step(scope, of: service)))
        }

        private func step(_ scope: ControlScope, of service: ContainerService) async throws -> ContainerSummary? {
            try await scope.client.containers(labels: [scope.label]).first {
                !$0.name.description.hasPrefix("proxyd-") && $0.labels["proxyd.service"] == service.name
                    && $0.labels["proxyd.generation"] == String(service.generation)
            }
        }

        @Test func `is not taken for the next generation of a service`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    try await withStep(scope, of: scope.web(generation: 2)) { step in
                        try await scope.editor.change("web") { $0.generation = 2 }
                        try await scope.wait("replaced") { _ in
                            let containers = try await scope.containers()
                            return containers[scope.name("web", 2)] == true && containers[scope.name("web")] == nil
                        }
                        #expect(try await scope.details(generation: 2).id != step.id)
                        try await scope.waitUntilRunning(generation: 2)
                        #expect(try await scope.answers())
                        let still = try await scope.client.container(step.id)
                        #expect(still.name == step.name)
                        #expect(still.state.phase == .running)
                        #expect(!still.isConfined)
                    }
                    let events = try await ServiceEventStore(scope.store).events(of: "web", createdAt: 1_000)
                    #expect(events.contains { $0.containerName == scope.name("web", 2) })
                    #expect(events.allSatisfy { $0.containerName?.hasPrefix("proxyd-") != false })
                }
            }
        }

        @Test func `is not adopted`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var ghost = scope.web("ghost")
                    ghost.volumes = [try #require(ServiceVolume("data:/data"))]
                    try await withStep(scope, of: ghost) { step in
                        let orphan = try #require(
                            try await controller.orphans().first { $0.name == step.name.description })
                        #expect(!orphan.isAdoptable)
                        #expect(try await controller.adopt().adopted.isEmpty)
                        #expect(scope.editor.snapshot.dockerServices.isEmpty)
                    }
                }
            }
        }
    }
}
