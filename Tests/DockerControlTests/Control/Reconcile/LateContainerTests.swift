import DockerControl
import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `A container that is made after its service was deleted` {
        @Test func `is removed with the volumes that came with it, and never adopted`() async throws {
            try await withControl {
                $0.adoptsOrphans = true
            } _: { scope in
                var service = scope.web()
                service.volumes = [try #require(ServiceVolume("data:/data"))]
                try await scope.withController { _ in
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    try await scope.editor.delete("web", withVolumes: true)
                    try await scope.waitUntilGone()
                    let late = try await scope.makeContainer(of: service)
                    try await scope.wait("gone") { _ in
                        let volumes = try await scope.volumes()
                        return try await scope.isClean() && volumes.isEmpty
                    }
                    #expect(await failure { try await scope.client.container(late) }?.code == .notFound)
                    #expect(scope.editor.snapshot.dockerServices["web"] == nil)
                }
                // Another process goes on with that, whatever happened meanwhile.
                _ = try await scope.makeContainer(of: service)
                #expect(try await scope.volumes().count == 1)
                try await scope.withController("two") { _ in
                    try await scope.wait("gone") { _ in
                        let volumes = try await scope.volumes()
                        return try await scope.isClean() && volumes.isEmpty
                    }
                    #expect(scope.editor.snapshot.dockerServices["web"] == nil)
                }
            }
        }

        @Test func `is removed although another engine has a service of that name by now`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    let service = scope.web()
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    var other = service
                    (other.createdAt, other.engine, other.node) = (service.createdAt + 1, "elsewhere", "node2")
                    try await scope.editor.put(other)
                    _ = try await scope.makeContainer(of: service)
                    try await scope.wait("gone") { _ in try await scope.containers().isEmpty }
                    #expect(scope.editor.snapshot.dockerServices["web"]?.value == other)
                }
            }
        }

        @Test func `is left alone when it is of another service that had the name`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    let service = scope.web()
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    var other = service
                    other.createdAt += 1
                    let kept = try await scope.makeContainer(of: other)
                    let late = try await scope.makeContainer(of: service, named: "late")
                    try await scope.wait("gone") { _ in
                        await failure { try await scope.client.container(late) }?.code == .notFound
                    }
                    #expect(try await scope.client.container(kept).id == kept)
                    #expect(try await controller.orphans().map(\.name) == [scope.name("web")])
                }
            }
        }
    }
}

@Suite(.timeLimit(.minutes(3)))
struct `An engine that stands still while it makes a container` {
    /// Stops an engine at the last moment before a container is asked for.
    private final class FreezingSealer: BundleSealer {
        private let engine: DockerEngine
        private let isDone = Mutex(false)

        init(_ engine: DockerEngine) { self.engine = engine }

        func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] {
            try PlainSealer().seal(plain, purpose: purpose)
        }

        func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
            let isFirst = isDone.withLock { isDone in
                defer { isDone = true }
                return !isDone
            }
            if isFirst { engine.freeze() }
            return try PlainSealer().open(sealed, purpose: purpose)
        }
    }

    @Test func `leaves nothing of a service that is deleted meanwhile`() async throws {
        guard let engine = await DockerEngine.started() else { return }
        do {
            try await withControl(of: engine) {
                $0.creationLimit = .milliseconds(500)
            } _: { original in
                var scope = original
                let notices = Mutex<[String]>([])
                scope.note = { notice in notices.withLock { $0.append(notice.description) } }
                scope.sealer = FreezingSealer(engine)
                try await scope.withController { [scope] _ in
                    var service = scope.web()
                    let purpose = SealedVariable.purpose(of: "KEY", service: "web")
                    let sealed = try PlainSealer().seal(Array("value".utf8), purpose: purpose)
                    service.environment = [SealedVariable(name: "KEY", sealed: Base64URL.encode(sealed))]
                    try await scope.editor.put(service)
                    try await scope.wait("given up") { _ in
                        notices.withLock { $0.contains { $0.contains("timed out") } }
                    }
                    try await scope.editor.delete("web")
                    engine.thaw()
                    try await scope.waitUntilGone()
                    // Newer engines may see that nobody waits, and make none: then there is nothing to see for a while.
                    let end = ContinuousClock.now + .seconds(3)
                    try await scope.wait("clean") { _ in
                        let isRemoved = notices.withLock {
                            $0.contains { $0.hasPrefix("container") && $0.contains("removed") }
                        }
                        return try await scope.isClean() && (isRemoved || ContinuousClock.now > end)
                    }
                }
            }
        } catch {
            await engine.stop()
            throw error
        }
        await engine.stop()
    }
}

extension ControlScope {
    /// The volumes of the installation by name, whatever their labels say.
    func volumes() async throws -> [String] {
        try await client.volumes().map(\.name.description).filter { $0.contains(installation.description) }
    }

    /// Makes the container of a service, as whoever was asked for it would; it is not started.
    func makeContainer(of service: ContainerService, named name: String? = nil) async throws -> EngineName {
        let names = EngineNames(installation: installation)
        let image = try #require(ImageReference(DockerEngine.image))
        let specification = try service.specification(
            image: image, environment: [],
            in: ContainerSurroundings(
                names: names, node: settings.node, policy: ServicePolicy(), openFiles: settings.openFiles))
        let usual = names.container(service.name, generation: service.generation)
        return try await client.createContainer(
            specification, named: try name.map { try #require(EngineName("\($0)-\(usual)")) } ?? usual
        ).id
    }
}
