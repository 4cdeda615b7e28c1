import DockerControl
import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct DockerServiceWaitTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services + "/a"

    @Test func `a stop of what is stopped changes nothing and is over at once`() async throws {
        _ = await api.create("a")
        _ = await api.call("POST", path + "/stop")
        api.tell("a", .stopped)
        let before = try api.record("a")
        api.clock.advance(by: 1)
        let reply = await api.call("POST", path + "/stop?wait=1")
        #expect(reply["message"] == "The service 'a' is stopped.")
        #expect(reply["service"]?["is_settled"] == true)
        #expect(try api.record("a") == before)
    }

    @Test func `a start of what runs has it looked at again`() async throws {
        _ = await api.create("a")
        let before = try api.record("a")
        api.clock.advance(by: 1)
        _ = await api.call("POST", path + "/start")
        #expect(try api.record("a").updatedAt == before.updatedAt + 1)
    }

    @Test func `nobody waits for an engine that is away, and everybody is told`() async throws {
        _ = await api.create("a")
        try await api.change("a") { $0.engine = "ENGINE" }
        api.tell("a", .running) { $0.generation = 1 }
        api.containers.set { $0.engine = .away(reason: "it sleeps") }
        let start = ContinuousClock.now
        let stopped = await api.call("POST", path + "/stop?wait=100")
        #expect(stopped["status"] == "running")
        #expect(
            stopped["message"] == "The service 'a' is to stop, and waits: the container engine is away: it sleeps.")
        let removed = await api.call("DELETE", path + "?wait=100")
        #expect(removed.status == 202)
        #expect(removed["reason"] == "the container engine is away: it sleeps")
        #expect(ContinuousClock.now - start < .seconds(90))
        api.containers.set { $0.engine = .off }
        #expect(
            await api.call("GET", path)["reason"] == "nobody works at its container engine, that of the node 'one'")
        #expect(try await EngineLease(api.volatile, engine: "ENGINE", holder: "node").take())
        #expect(await api.call("GET", path)["reason"] == .null)
    }

    @Test func `an engine that is away for a moment is waited for`() {
        var patience = EnginePatience()
        let start = ContinuousClock.now
        var ends: [Bool] = []
        ends.append(patience.isOver(true, at: start))
        ends.append(patience.isOver(true, at: start + .seconds(1)))
        ends.append(patience.isOver(false, at: start + .seconds(2)))
        ends.append(patience.isOver(true, at: start + .seconds(3)))
        ends.append(patience.isOver(true, at: start + .seconds(5)))
        #expect(ends == [false, false, false, false, true])
    }
}
