import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `What others change by hand` {
        @Test func `is made as it was`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    let first = try await scope.details().id

                    try await scope.client.stopContainer(first, seconds: 0)
                    try await scope.wait("started again") { _ in try await scope.details().state.phase == .running }

                    let other = try #require(EngineName("other-\(scope.installation)"))
                    try await scope.client.renameContainer(first, to: other)
                    try await scope.wait("renamed again") { _ in
                        try await scope.containers().keys.sorted() == [scope.name("web")]
                    }

                    var limits = ContainerLimits()
                    limits.memoryBytes = 64 << 20
                    limits.processes = 10
                    try await scope.client.limitContainer(first, to: limits)
                    try await scope.wait("limited again") { _ in
                        let details = try await scope.details()
                        return details.memoryBytes == 32 << 20 && details.processLimit == 256
                    }

                    let network = EngineNames(installation: scope.installation).network("default", owner: nil)
                    try await scope.client.disconnect(first, from: network)
                    try await scope.wait("on its network again") { _ in
                        try await scope.details().endpoints.map(\.network) == [network.description]
                    }
                    try await scope.waitUntilRunning()
                    try await scope.wait("answering") { _ in try await scope.answers() }

                    try await scope.client.removeContainer(first, isForced: true)
                    try await scope.wait("made again") { status in
                        status?.phase == .running && status?.containerID != first.description
                    }
                    try await scope.wait("answering") { _ in try await scope.answers() }
                    #expect(try await scope.status("web")?.drift.isEmpty == true)
                }
            }
        }

        @Test func `is reported where the service wants it`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.drift = .report
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    let id = try await scope.details().id
                    var limits = ContainerLimits()
                    limits.memoryBytes = 64 << 20
                    limits.processes = 256
                    try await scope.client.limitContainer(id, to: limits)
                    try await scope.wait("reported") { $0?.drift == ["limits changed"] }
                    try await scope.client.stopContainer(id, seconds: 0)
                    try await scope.wait("reported") {
                        $0?.phase == .failed && $0?.drift.contains("container stopped") == true
                    }
                    #expect(scope.endpoints("web")?.phase == .failed)
                    try await scope.client.removeContainer(id)
                    try await scope.wait("reported") { $0?.drift == ["container removed"] }
                    #expect(try await scope.containers().isEmpty)
                    // What an operator asks for is done all the same.
                    try await scope.editor.change("web") { $0.generation = 2 }
                    try await scope.waitUntilRunning(generation: 2)
                }
            }
        }
    }
}
