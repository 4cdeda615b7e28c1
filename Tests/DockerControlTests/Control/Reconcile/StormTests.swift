import DockerControl
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `A storm at an engine` {
    private static let names = ["a", "b", "c", "d"]

    @Test func `ends with what is on record, and leaves nothing else`() async throws {
        guard let engine = await DockerEngine.started() else { return }
        do {
            try await withControl(of: engine) { scope in try await storm(scope, seed: 7) }
        } catch {
            await engine.stop()
            throw error
        }
        await engine.stop()
    }

    private func storm(_ scope: ControlScope, seed: UInt64) async throws {
        var random = SeededBytes(seed: seed)
        var holder = 0
        var task = run(scope, holder)
        for step in 0..<60 {
            let name = Self.names[Int(random.next() % UInt64(Self.names.count))]
            switch random.next() % 10 {
            case 0...2: try await create(name, scope, &random)
            case 3, 4:
                try await scope.editor.change(name) { service in
                    service.generation += 1
                    service.hasReadOnlyRoot.toggle()
                }
            case 5: try await scope.editor.change(name) { $0.activity = .stopped }
            case 6: try await scope.editor.change(name) { $0.activity = .running }
            case 7: try await scope.editor.delete(name)
            case 8:
                let containers = (try? await scope.client.containers(labels: [scope.label])) ?? []
                if let container = containers.first {
                    _ = try? await scope.client.removeContainer(container.id, isForced: true)
                }
            default:
                // As one that is killed: nothing is given back, and the next one waits for the end of the lease.
                task.cancel()
                await task.value
                holder += 1
                task = run(scope, holder)
            }
            if step == 20 || step == 45 {
                await engine(scope).crash()
                try await engine(scope).start()
            }
            try await Task.sleep(for: .milliseconds(Int(random.next() % 400)))
        }
        try await expectAgreement(scope)
        for name in Self.names { try await scope.editor.delete(name) }
        for name in Self.names { try await scope.waitUntilGone(name) }
        #expect(try await scope.isClean())
        task.cancel()
        await task.value
    }

    private func engine(_ scope: ControlScope) -> DockerEngine { scope.engine }

    private func run(_ scope: ControlScope, _ holder: Int) -> Task<Void, Never> {
        let controller = scope.controller("holder\(holder)")
        return Task { await controller.run() }
    }

    private func create(_ name: String, _ scope: ControlScope, _ random: inout SeededBytes) async throws {
        var service = scope.web(name)
        service.createdAt = Int64(random.next() >> 16)
        if random.next() % 2 == 0 { service.volumes = [try #require(ServiceVolume("shared:/data"))] }
        if random.next() % 3 == 0 { service.networks = ["extra"] }
        let created = service
        try await scope.editor.edit { snapshot in
            snapshot.dockerServices[created.name] == nil ? [.put(.dockerService(created))] : []
        }
    }

    /// Waits until each service is as it is on record, and nothing else is there.
    private func expectAgreement(_ scope: ControlScope) async throws {
        let names = EngineNames(installation: scope.installation)
        let services = scope.editor.snapshot.dockerServices.values.map(\.value).filter { $0.deletion == nil }
        for service in services {
            try await scope.wait(for: service.name, "as it is on record", seconds: 90) { status in
                let wanted: ServicePhase = service.activity == .running ? .running : .stopped
                return status?.phase == wanted
                    && (wanted == .stopped || status?.generation == service.generation)
            }
        }
        let running = services.filter { $0.activity == .running }
        try await scope.wait("alone", seconds: 60) { _ in
            let containers = try await scope.containers()
            return Set(containers.filter(\.value).keys)
                == Set(running.map { names.container($0.name, generation: $0.generation).description })
                && containers.count <= services.count
        }
        for service in running {
            try await scope.wait(for: service.name, "answering") { _ in try await scope.answers(service.name) }
        }
    }
}
