import Glibc
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import DockerControl

extension EngineTests {
    @Suite struct `Preparation of images` {
        private final class Told: Sendable {
            private let state = Mutex<[ServiceStatus.Progress]>([])

            var all: [ServiceStatus.Progress] { state.withLock { $0 } }

            func append(_ progress: ServiceStatus.Progress) { state.withLock { $0.append(progress) } }
        }

        private static let installation = InstallationID(0x5EED)

        private func preparation(
            atOnce: Int = 2, _ change: (inout ServicePolicy) -> Void = { _ in }
        ) -> ImagePreparation {
            var policy = ServicePolicy()
            policy.registries = ["*"]
            change(&policy)
            // Steps of builds get no network, since the engine of the tests has no bridge.
            var bounds = ImagePreparation.Bounds()
            bounds.atOnce = atOnce
            return ImagePreparation(
                installation: Self.installation, policy: policy, hasNetwork: false, bounds: bounds)
        }

        private func service(_ scope: EngineScope, _ image: String? = nil) -> ContainerService {
            var service = ContainerService(name: scope.mark, createdAt: 0)
            service.image = image
            return service
        }

        /// A service that is built from a Dockerfile in a folder of its own below the engine's.
        private func built(_ scope: EngineScope, _ dockerfile: String) throws -> ContainerService {
            let folder = "\(scope.engine.folder)/\(scope.mark)"
            try ContextFixture.fill(folder, files: ["Dockerfile": dockerfile, "data": "content\n"])
            var service = service(scope)
            service.dockerfilePath = "Dockerfile"
            service.buildContext = folder
            return service
        }

        @Test func `an image that is there is not asked for again`() async throws {
            try await withEngine { scope in
                for policy in [ContainerService.PullPolicy.missing, .never] {
                    var service = service(scope, DockerEngine.image)
                    service.pullPolicy = policy
                    let image = try await preparation().prepare(service, on: scope.client) { _ in }
                    #expect(image == ImageReference(DockerEngine.image))
                }
            }
        }

        @Test func `an image that is not there fails without a pull when it is never pulled`() async throws {
            try await withEngine { scope in
                var service = service(scope, "127.0.0.1:9/nothing:1")
                service.pullPolicy = .never
                let failed = await failure {
                    try await preparation().prepare(service, on: scope.client) { _ in }
                }
                #expect(failed?.code == .notFound)
                #expect(failed?.message.contains("pull_policy") == true)
            }
        }

        @Test func `a registry that is not there says why`() async throws {
            try await withEngine { scope in
                let failed = await failure {
                    // Nothing listens at the discard port of the loopback interface.
                    try await preparation().prepare(service(scope, "127.0.0.1:9/nothing:1"), on: scope.client) { _ in }
                }
                #expect(failed?.code == .pullFailed)
                #expect(failed?.message.contains("connection refused") == true)
            }
        }

        @Test func `an image that the policy refuses is not even asked for`() async throws {
            try await withEngine { scope in
                let preparation = preparation { $0.registries = ["docker.io"] }
                let failed = await failure {
                    try await preparation.prepare(service(scope, "127.0.0.1:9/nothing:1"), on: scope.client) { _ in }
                }
                #expect(failed?.code == .invalidRequest)
                #expect(failed?.message.contains("DOCKER_REGISTRIES") == true)
            }
        }

        @Test func `a Dockerfile is built once for a generation, and swept when it is not needed`() async throws {
            try await withEngine { scope in
                var service = try built(
                    scope, "FROM \(DockerEngine.image)\nARG WORD\nCOPY data /data\nRUN echo said $WORD\n")
                service.buildArguments = [ServiceText("WORD", "loudly")]
                let root = scope.engine.folder
                let preparation = preparation { $0.buildRoots = [root] }
                let told = Told()
                let image = try await preparation.prepare(service, on: scope.client) { progress in
                    told.append(progress)
                }
                let progress = told.all
                #expect(progress.contains { $0.text == "said loudly" && $0.percent != nil })
                let first = try await scope.client.image(image)
                try ContextFixture.fill(root + "/" + scope.mark, files: ["data": "changed\n"])
                _ = try await preparation.prepare(service, on: scope.client) { _ in }
                #expect(try await scope.client.image(image).id == first.id)
                service.generation = 2
                let second = try await preparation.prepare(service, on: scope.client) { _ in }
                #expect(try await scope.client.image(second).id != first.id)

                // Another service of the same name begins anew.
                let former = try await scope.client.image(second).id
                var other = service
                other.createdAt += 1
                _ = try await preparation.prepare(other, on: scope.client) { _ in }
                #expect(try await scope.client.image(second).id != former)
                service.createdAt = other.createdAt

                let sweep = ImageSweep(installation: Self.installation)
                // A container keeps its image, whatever became of the service.
                var specification = ContainerSpecification(image: image)
                specification.labels = ["test": scope.mark]
                specification.command = ["true"]
                let container = try await scope.client.createContainer(specification, named: try scope.name()).id
                #expect(try await sweep.run(on: scope.client, services: [service.name: service]) == [])
                try await scope.client.removeContainer(container)
                #expect(
                    try await sweep.run(on: scope.client, services: [service.name: service]) == [image.description])
                #expect(
                    try await ImageSweep(installation: InstallationID(1)).run(on: scope.client, services: [:]) == [])
                #expect(try await sweep.run(on: scope.client, services: [:]) == [second.description])
                #expect(try await scope.client.images(labels: ["proxyd.image.service=\(service.name)"]).isEmpty)
            }
        }

        @Test func `a step that fails shows what it said`() async throws {
            try await withEngine { scope in
                let service = try built(
                    scope, "FROM \(DockerEngine.image)\nRUN echo first && echo no such luck && exit 4\n")
                let root = scope.engine.folder
                let failed = await failure {
                    try await preparation { $0.buildRoots = [root] }.prepare(service, on: scope.client) { _ in }
                }
                #expect(failed?.message.contains("returned a non-zero code: 4") == true)
                #expect(failed?.output.suffix(2).contains("no such luck") == true)
            }
        }

        @Test func `a Dockerfile on an image that may not be had is not even sent`() async throws {
            try await withEngine { scope in
                var service = try built(
                    scope, "ARG BASE=\(DockerEngine.image)\nFROM $BASE AS a\nRUN touch /made\nFROM evil.example/x\n")
                let root = scope.engine.folder
                let preparation = preparation {
                    $0.buildRoots = [root]
                    $0.registries = ["docker.io"]
                }
                let told = Told()
                let failed = await failure {
                    try await preparation.prepare(service, on: scope.client) { progress in told.append(progress) }
                }
                #expect(failed?.refusal?.rule == .registry)
                #expect(failed?.message.hasPrefix("line 4 of the Dockerfile: ") == true)
                #expect(failed?.message.contains("DOCKER_REGISTRIES") == true)

                try ContextFixture.fill(root + "/" + scope.mark, files: ["Dockerfile": "ARG BASE\nFROM $BASE\n"])
                service.buildArguments = [ServiceText("BASE", "evil.example/x")]
                let given = await failure {
                    try await preparation.prepare(service, on: scope.client) { progress in told.append(progress) }
                }
                #expect(given?.refusal?.rule == .registry)
                #expect(told.all.isEmpty, "\(told.all)")
                #expect(try await scope.client.images(labels: ["proxyd.image.service=\(service.name)"]).isEmpty)
            }
        }

        @Test func `a Dockerfile that is a link, or not there, is not sent`() async throws {
            try await withEngine { scope in
                var service = try built(scope, "FROM \(DockerEngine.image)\n")
                let root = scope.engine.folder
                let preparation = preparation { $0.buildRoots = [root] }
                try ContextFixture.fill(
                    root + "/" + scope.mark, files: [:], links: ["link": "Dockerfile", "folder": "."])
                for (path, reason) in [
                    ("link", "symbolic link"), ("folder/Dockerfile", "no folder"), ("none", "not there"),
                    ("none/Dockerfile", "not there"), ("data/x", "no folder"),
                ] {
                    service.dockerfilePath = path
                    let failed = await failure { try await preparation.prepare(service, on: scope.client) { _ in } }
                    #expect(failed?.message.contains(reason) == true, "\(path): \(String(describing: failed))")
                }
            }
        }

        @Test func `a context that a link leads out of its root is not sent`() async throws {
            try await withEngine { scope in
                var service = try built(scope, "FROM \(DockerEngine.image)\n")
                let root = scope.engine.folder + "/" + scope.mark + "-root"
                try ContextFixture.fill(root, files: [:], links: ["link": "../" + scope.mark])
                service.buildContext = root + "/link"
                let failed = await failure {
                    try await preparation { $0.buildRoots = [root] }.prepare(service, on: scope.client) { _ in }
                }
                #expect(failed?.code == .invalidRequest)
                #expect(failed?.message.contains("DOCKER_BUILD_ROOTS") == true)
                service.buildContext = root + "/missing"
                let missing = await failure {
                    try await preparation { $0.buildRoots = [root] }.prepare(service, on: scope.client) { _ in }
                }
                #expect(missing?.message.contains("not there") == true)
            }
        }

        @Test func `a context that is put in another's place while a build waits is not sent`() async throws {
            try await withEngine { scope in
                var service = try built(scope, "FROM \(DockerEngine.image)\n")
                let root = scope.engine.folder + "/" + scope.mark + "-root"
                try ContextFixture.fill(root, files: ["app/Dockerfile": "FROM \(DockerEngine.image)\n"])
                service.buildContext = root + "/app"
                let preparation = preparation(atOnce: 1) { $0.buildRoots = [root] }
                let (ends, end) = AsyncStream.makeStream(of: Void.self)
                let (isBusy, begin) = AsyncStream.makeStream(of: Void.self)
                async let other: Void = preparation.whenFree({ _ in }) {
                    begin.yield()
                    for await _ in ends { break }
                }
                for await _ in isBusy { break }
                let name = scope.mark
                let failed = await failure {
                    try await preparation.prepare(service, on: scope.client) { progress in
                        guard progress.text.hasPrefix("waits") else { return }
                        unsafe rename(root + "/app", root + "/former")
                        unsafe symlink("../" + name, root + "/app")
                        end.yield()
                    }
                }
                try await other
                #expect(failed?.message.contains("DOCKER_BUILD_ROOTS") == true, "\(String(describing: failed))")
            }
        }

        @Test func `a preparation that is cancelled ends`() async throws {
            try await withEngine { scope in
                let service = try built(scope, "FROM \(DockerEngine.image)\nRUN echo begun && busybox sleep 60\n")
                let root = scope.engine.folder
                let client = scope.client
                let preparation = preparation { $0.buildRoots = [root] }
                let (begun, begins) = AsyncStream.makeStream(of: Void.self)
                let task = Task {
                    await failure {
                        try await preparation.prepare(service, on: client) { progress in
                            if progress.text == "begun" { begins.yield() }
                        }
                    }
                }
                for await _ in begun { break }
                task.cancel()
                #expect(await task.value?.code == .cancelled)
            }
        }
    }
}
