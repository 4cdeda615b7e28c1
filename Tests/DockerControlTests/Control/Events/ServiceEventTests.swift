import ProxyModel
import TestSupport
import Testing

@testable import DockerControl

@Suite struct `What is told of a service` {
    private func status(
        _ phase: ServicePhase, generation: Int64? = nil, _ change: (inout ServiceStatus) -> Void = { _ in }
    ) -> ServiceStatus {
        var status = ServiceStatus(service: "web", engine: "e", node: "n", phase: phase, updatedAt: 7)
        status.generation = generation
        status.containerID = generation.map { "id\($0)" }
        change(&status)
        return status
    }

    private func told(_ former: ServiceStatus?, _ status: ServiceStatus) -> [String] {
        ServiceEvent.changes(from: former, to: status).map { "\($0.action): \($0.message)" }
    }

    @Test func `a way to running, a replacement, sleep and waking`() {
        #expect(told(nil, status(.pulling)) == ["pulling: "])
        #expect(told(status(.pulling), status(.pulling)).isEmpty)
        let running = status(.running, generation: 1) { $0.address = "172.18.0.2:80" }
        #expect(
            told(status(.starting, generation: 1), running) == ["ready: requests go to generation 1, at 172.18.0.2:80"])
        #expect(told(running, running).isEmpty)
        #expect(told(running, status(.running, generation: 2)) == ["replaced: requests go to generation 2"])
        #expect(
            told(status(.starting, generation: 1), status(.running, generation: 2)) == [
                "replaced: requests go to generation 2"
            ])
        #expect(told(running, status(.stopping, generation: 1)).isEmpty)
        #expect(told(status(.stopping), status(.asleep, generation: 1)) == ["slept: no requests came"])
        #expect(told(status(.asleep), status(.starting, generation: 1)) == ["woken: a request came"])
        #expect(
            told(status(.asleep), status(.running, generation: 1)) == [
                "woken: a request came", "ready: requests go to generation 1",
            ])
        #expect(told(status(.asleep), status(.stopped)).isEmpty)
    }

    @Test func `no text is longer than 500 bytes`() {
        let long = String(repeating: "\u{20AC}", count: 1_000)
        #expect(ServiceEvent("failed", long, at: 1).message.utf8.count == 498)
        #expect(ServiceEvent("failed", "x\n" + String(repeating: "a", count: 498), at: 1).message.utf8.count == 500)
    }

    @Test func `a failure once, until the service was without one`() {
        let failed = status(.failed) { $0.failure = .init(code: "notFound", message: "no image", at: 1) }
        let again = status(.failed) { $0.failure = .init(code: "notFound", message: "no image", at: 9) }
        #expect(told(nil, failed) == ["failed: no image"])
        #expect(told(failed, again).isEmpty)
        #expect(told(status(.pulling), again) == ["failed: no image"])
        let refused = status(.failed) { $0.failure = .init(code: "registry", message: "not that one", at: 1) }
        #expect(told(failed, refused) == ["refused: not that one"])
    }

    @Test func `what others changed, and that it is as it was`() {
        let drifted = status(.running, generation: 1) { $0.drift = ["paused", "limits changed"] }
        let running = status(.running, generation: 1)
        #expect(told(running, drifted) == ["drifted: paused; limits changed"])
        #expect(told(drifted, drifted).isEmpty)
        #expect(told(drifted, running) == ["drift_ended: as it was made again, no longer paused; limits changed"])
        #expect(told(drifted, status(.creating)).isEmpty)
    }

    @Test(arguments: [
        ("create", "image", "busybox", "create: busybox"), ("die", "exitCode", "137", "die: exit code 137"),
        ("died", "containerExitCode", "1", "die: exit code 1"), ("kill", "signal", "15", "kill: signal 15"),
        ("health_status: unhealthy", "", "", "health_status: unhealthy"), ("oom", "", "", "oom: "),
        ("rename", "oldName", "/a\u{1B}[2J", "rename: it was a [2J"), ("remove", "", "", "destroy: "),
    ])
    func `what an engine tells of a container`(action: String, name: String, value: String, words: String) throws {
        var attributes: JSONObject = ["name": "proxyd-web-3", "proxyd.generation": "3"]
        if !name.isEmpty { attributes[name] = .string(value) }
        let document: JSONValue = [
            "Type": "container", "Action": .string(action),
            "Actor": ["ID": "abc", "Attributes": .object(attributes)],
        ]
        let heard = try #require(EngineEvent(document))
        let event = try #require(ServiceEvent(heard, at: 5))
        #expect("\(event.action): \(event.message)" == words)
        #expect(event.source == .engine)
        #expect(event.at == 5)
        #expect(event.containerID == "abc")
        #expect(event.containerName == "proxyd-web-3")
        #expect(event.generation == 3)
        #expect(event.exitCode == (event.action == "die" ? Int(value) : nil))
    }

    @Test(arguments: ["exec_create: sh", "exec_die", "attach", "top", "resize", "archive-path", "export"])
    func `nothing of what is done in a container`(action: String) throws {
        let document: JSONValue = ["Type": "container", "Action": .string(action), "Actor": ["ID": "abc"]]
        let heard = try #require(EngineEvent(document))
        #expect(ServiceEvent(heard, at: 5) == nil)
    }

    @Test func `is kept for one service of a name, newest first and bounded`() async throws {
        let store = MemoryVolatileStore()
        let events = ServiceEventStore(store)
        var full = ServiceEvent("die", "exit\ncode", at: 1)
        full.source = .engine
        full.containerID = "id"
        full.containerName = "name"
        full.generation = 4
        full.exitCode = -1
        #expect(full.message == "exit code")
        try await events.append(full, of: "web", createdAt: 10)
        #expect(try await events.events(of: "web", createdAt: 10) == [full])
        #expect(try await events.events(of: "web", createdAt: 11).isEmpty)
        #expect(try await events.events(of: "other", createdAt: 10).isEmpty)
        for number in 0..<300 {
            try await events.append(ServiceEvent("n\(number)", at: 2), of: "web", createdAt: 11)
        }
        let kept = try await events.events(of: "web", createdAt: 11)
        #expect(kept.count == ServiceEventStore.limit)
        #expect(kept.first?.action == "n299")
        #expect(try await events.events(of: "web", createdAt: 11, limit: 2).map(\.action) == ["n299", "n298"])
        #expect(try await events.events(of: "web", createdAt: 10).isEmpty)
        try await events.remove("web")
        #expect(try await events.events(of: "web", createdAt: 11).isEmpty)
    }

    @Test(arguments: ["", "{", "[]", #"{"created_at":1,"action":"x","source":"moon","at":1}"#, #"{"created_at":1}"#])
    func `is left out when it cannot be understood`(text: String) async throws {
        let store = MemoryVolatileStore()
        try await store.append(
            Array(text.utf8), to: VolatileKey(.service, "events:web"), limit: 10, lifetime: 1_000)
        #expect(try await ServiceEventStore(store).events(of: "web", createdAt: 1).isEmpty)
    }
}
