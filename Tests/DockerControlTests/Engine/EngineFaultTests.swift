import DockerControl
import Egress
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `An engine that fails` {
    private func withOwnEngine(_ body: (DockerEngine, EngineClient) async throws -> Void) async throws {
        guard let engine = await DockerEngine.started() else { return }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        do {
            try await body(engine, try await EngineClient.connect(to: try EngineAddress(engine.host), by: fetcher))
            await engine.stop()
        } catch {
            await engine.stop()
            throw error
        }
    }

    @Test func `streams end with it, and the client goes on when it is back`() async throws {
        try await withOwnEngine { engine, client in
            var specification = ContainerSpecification(image: try #require(ImageReference(DockerEngine.image)))
            specification.command = ["sh", "-c", "echo up; exec sleep 60"]
            specification.restart = .never
            specification.stopSeconds = 1
            let name = try #require(EngineName("survivor"))
            let id = try await client.createContainer(specification, named: name).id
            try await client.startContainer(id)
            var range = EngineClient.LogRange()
            range.follows = true
            var lines = try await client.logs(of: id, range).makeAsyncIterator()
            #expect(try await lines.next()?.text == "up")
            var events = try await client.events().makeAsyncIterator()

            await engine.crash()
            await #expect(throws: EngineFailure(.interrupted)) { try await lines.next() }
            await #expect(throws: EngineFailure(.interrupted)) { try await events.next() }
            #expect(await failure { try await client.ping() }?.code == .unreachable)

            try await engine.start()
            try await client.ping()
            #expect(try await client.container(id).state.phase == .exited)
            try await client.startContainer(id)

            engine.freeze()
            var impatient = client
            impatient.deadline = .milliseconds(200)
            #expect(await failure { try await impatient.ping() }?.code == .timedOut)
            #expect(await failure { try await impatient.events() }?.code == .timedOut)
            engine.thaw()
            #expect(try await client.container(id).state.phase == .running)
        }
    }
}
