import DockerControl
import Egress
import TestSupport
import Testing

/// Starts one engine for a suite with all suites inside of it, and ends it afterwards.
struct EngineTrait: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard let engine = await DockerEngine.started() else { return }
        do {
            let fetcher = try HTTPFetcher()
            let client = try await EngineClient.connect(to: try EngineAddress(engine.host), by: fetcher)
            try await EngineTests.$current.withValue(EngineTests.Environment(engine: engine, client: client)) {
                try await function()
            }
            fetcher.shutDown()
            await engine.stop()
        } catch {
            await engine.stop()
            throw error
        }
    }
}

/// The tests that need an engine; they are inside of it, so that one engine serves them all.
@Suite(EngineTrait(), .timeLimit(.minutes(2)))
struct EngineTests {
    struct Environment: Sendable {
        let engine: DockerEngine
        let client: EngineClient
    }

    @TaskLocal static var current: Environment?
}

/// The engine of the running test, with containers that go when the test ends.
struct EngineScope {
    let engine: DockerEngine
    let client: EngineClient
    /// Different for each test; names begin with it, and containers have it as the value of the label `test`.
    let mark: String

    /// A specification of the busybox image, running a script.
    func specification(_ script: String) throws -> ContainerSpecification {
        var specification = ContainerSpecification(image: try #require(ImageReference(DockerEngine.image)))
        specification.command = ["sh", "-c", script]
        specification.labels = ["test": mark]
        specification.restart = .never
        return specification
    }

    func name(_ suffix: String = "c") throws -> EngineName { try #require(EngineName("\(mark)-\(suffix)")) }

    /// Makes and starts a container.
    func run(_ script: String, _ change: (inout ContainerSpecification) throws -> Void = { _ in }) async throws
        -> EngineName
    {
        var specification = try specification(script)
        try change(&specification)
        let id = try await client.createContainer(specification, named: try name()).id
        try await client.startContainer(id)
        return id
    }

    /// Removes all that a test has made.
    fileprivate func clean() async throws {
        for container in try await client.containers(labels: ["test=\(mark)"]) {
            try await client.removeContainer(container.id, isForced: true)
        }
        for network in try await client.networks(labels: ["test=\(mark)"]) {
            try await client.removeNetwork(network.id)
        }
        for volume in try await client.volumes(labels: ["test=\(mark)"]) { try await client.removeVolume(volume.name) }
    }
}

/// Runs a test with the engine; does nothing where there is none.
func withEngine(_ body: (EngineScope) async throws -> Void) async throws {
    guard let environment = EngineTests.current else { return }
    let scope = EngineScope(
        engine: environment.engine, client: environment.client, mark: "t\(UInt64.random(in: 0 ... .max))")
    do {
        try await body(scope)
        try await scope.clean()
    } catch {
        try? await scope.clean()
        throw error
    }
}

/// The failure that an operation throws.
func failure<Value>(_ operation: () async throws -> Value) async -> EngineFailure? {
    do {
        _ = try await operation()
        return nil
    } catch {
        return error as? EngineFailure
    }
}
