import DockerControl
import ProxyModel
import Synchronization
import Testing

@testable import ManagementAPI

@Suite struct DockerServiceStateTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services + "/a"

    @Test func `a service is shown with what became of it`() async throws {
        _ = await api.create("a", ["port_configs": [["name": "web", "host": 11_042]]])
        try await api.change("a") { $0.engine = "ENGINE" }
        api.tell("a", .running) { status in
            status.generation = 1
            status.containerID = "c0ffee"
            status.health = "healthy"
            status.address = "172.18.0.2:8080"
            status.startedAt = 1_800_000_000_000
            status.drift = ["limits"]
        }
        let shown = await api.call("GET", path)
        #expect(shown["status"] == "running")
        #expect(shown["is_settled"] == true)
        #expect(shown["container_id"] == "c0ffee")
        #expect(shown["health_status"] == "healthy")
        #expect(shown["address"] == "172.18.0.2:8080")
        #expect(shown["engine_node"] == "one")
        #expect(shown["allocated_port"] == 11_042)
        #expect(shown.column("exposed_ports", "port_name") == ["web"])
        #expect(shown["drifted"] == ["limits"])
        #expect(shown["reason"] == nil || shown["reason"] == .null)
        #expect(await api.call("GET", ManagementHarness.services).column("services", "status") == ["running"])
    }

    @Test func `a failure is shown with when it is tried again, and what was printed last`() async throws {
        _ = await api.create("a")
        api.tell("a", .failed) { status in
            status.failure = ServiceStatus.Failure(
                code: "not found", message: "no such image", at: 1_800_000_000_000, retryAt: 1_800_000_060_000)
            status.lastOutput = ["last words"]
        }
        let shown = await api.call("GET", path)
        #expect(shown["status"] == "failed")
        #expect(shown["is_settled"] == true)
        #expect(shown["failure"]?["message"] == "no such image")
        #expect(shown["failure"]?["retry_at"] == "2027-01-15T08:01:00.000Z")
        #expect(shown["last_output"] == ["last words"])
    }

    @Test func `progress is shown`() async throws {
        _ = await api.create("a")
        api.tell("a", .pulling) { $0.progress = ServiceStatus.Progress(percent: 40, text: "Downloading") }
        #expect(await api.call("GET", path)["progress"] == ["percent": 40, "text": "Downloading"])
    }

    @Test func `the status of an earlier service of the name says nothing`() async throws {
        api.tell("a", .running) { $0.generation = 1 }
        api.clock.advance(by: 1)
        _ = await api.create("a")
        #expect(await api.call("GET", path)["status"] == "pending")
    }

    @Test func `a change is settled when the container is the one of the change`() async throws {
        _ = await api.create("a")
        api.tell("a", .running) { $0.generation = 1 }
        #expect(await api.call("GET", path)["is_settled"] == true)
        api.clock.advance(by: 1)
        #expect(await api.call("PUT", path, ["cpu_limit": 2])["is_settled"] == false)
        api.tell("a", .running) { $0.generation = 2 }
        #expect(await api.call("GET", path)["is_settled"] == true)
        api.clock.advance(by: 1)
        #expect(await api.call("POST", path + "/stop")["service"]?["is_settled"] == false)
        api.tell("a", .stopped)
        #expect(await api.call("GET", path)["is_settled"] == true)
    }

    @Test func `whoever waits is answered when it is over`() async throws {
        async let reply = api.create("a", query: "?wait=60")
        try await api.wait { api.follower.snapshot?.dockerServices["a"] != nil }
        api.tell("a", .running) { $0.generation = 1 }
        let created = await reply
        #expect(created.status == 201)
        #expect(created["service"]?["status"] == "running")
        #expect(await api.call("POST", path + "/restart?wait=1")["message"] == "The service 'a' gets a new container.")
        #expect(await api.call("GET", path + "?wait=1").status == 422)
        #expect(await api.create("b", query: "?wait=101").status == 422)
        #expect(api.follower.snapshot?.dockerServices["b"] == nil)
    }

    @Test func `a service that is asleep is woken by a start and by a restart`() async throws {
        _ = await api.create("a", ["idle_timeout": 60])
        _ = await api.create("b")
        let uses = ServiceUseStore(api.volatile)
        #expect(await api.call("POST", path + "/stop").status == 200)
        #expect(try await !uses.isWakeWanted("a"))
        for verb in ["start", "restart"] {
            #expect(await api.call("POST", path + "/" + verb).status == 200)
            #expect(try await uses.isWakeWanted("a"))
            try await uses.grantWake("a")
        }
        #expect(await api.call("POST", ManagementHarness.services + "/b/start").status == 200)
        #expect(try await !uses.isWakeWanted("b"))
    }

    @Test func `logs are read by lines and time`() async throws {
        _ = await api.create("a")
        let time = try #require(Timestamp("2026-01-31T12:00:00.5Z"))
        api.containers.set {
            $0.logs = [
                LogLine(stream: .output, time: time, bytes: Array("one".utf8)),
                LogLine(stream: .errors, time: time, bytes: Array("two".utf8)),
            ]
        }
        let reply = await api.call("GET", path + "/logs")
        #expect(reply["service_name"] == "a")
        #expect(reply["logs"] == ["one", "two"])
        #expect(reply["timestamps"] == false)
        #expect(reply["last_at"] == "2026-01-31T12:00:00.500Z")
        let timed = await api.call("GET", path + "/logs?lines=1&timestamps=true&since=2026-01-31T12:00:00Z")
        #expect(timed["logs"] == ["2026-01-31T12:00:00.500Z two"])
        #expect(api.containers.state.withLock { $0.asked?.since } == 1_769_860_800_000_000_000)
        #expect(await api.call("GET", path + "/logs?since=1769860800.25").status == 200)
        #expect(api.containers.state.withLock { $0.asked?.since } == 1_769_860_800_250_000_000)
        for query in ["since=yesterday", "since=-1", "since=1e300", "since=nan", "lines=0", "lines=10001"] {
            #expect(await api.call("GET", path + "/logs?" + query).status == 422, "\(query)")
        }
    }

    @Test func `what the last container printed is read where there is none at the moment`() async throws {
        _ = await api.create("a")
        api.containers.set { $0.failure = .noContainer }
        let refused = await api.call("GET", path + "/logs")
        #expect(refused.status == 409)
        #expect(refused.text.contains("last_output"))
        api.tell("a", .starting) { $0.lastOutput = ["one", "two"] }
        let reply = await api.call("GET", path + "/logs?lines=1")
        #expect(reply["logs"] == ["two"])
        #expect(reply["last_at"] == .null)
        // These have no time that what follows could be told apart by.
        #expect(await api.call("GET", path + "/logs?timestamps=true").status == 409)
        #expect(await api.call("GET", path + "/logs?since=1").status == 409)
    }

    @Test func `a node without an engine names the one that can tell`() async throws {
        _ = await api.create("a")
        api.containers.set { $0.failure = .off }
        api.tell("a", .running)
        for rest in ["/logs", "/stats"] {
            #expect(await api.call("GET", path + rest).status == 503)
        }
        try await api.change("a") { $0.engine = "ENGINE" }
        for rest in ["/logs", "/stats"] {
            let reply = await api.call("GET", path + rest)
            #expect(reply.status == 409)
            #expect(reply["node"] == "one")
            #expect(reply["detail"]?.stringValue?.contains("the node 'one'") == true)
        }
        api.containers.set { $0.failure = .elsewhere(node: "") }
        let reply = await api.call("GET", path + "/logs")
        #expect(reply["detail"]?.stringValue?.contains("another node") == true)
    }

    @Test func `its events are told on every node, newest first`() async throws {
        api.containers.set { $0.failure = .off }
        _ = await api.create("a")
        let createdAt = try api.record("a").createdAt
        let store = ServiceEventStore(api.volatile)
        for number in 1...3 {
            try await store.append(
                ServiceEvent("e\(number)", "words", at: 1_800_000_000_000), of: "a", createdAt: createdAt)
        }
        try await store.append(ServiceEvent("earlier", at: 1), of: "a", createdAt: createdAt - 1)
        let reply = await api.call("GET", path + "/events")
        #expect(reply["service_name"] == "a")
        #expect(reply.column("events", "event") == ["e3", "e2", "e1"])
        let first = reply["events"]?.arrayValue?.first
        #expect(first?["timestamp"] == "2027-01-15T08:00:00.000Z")
        #expect(first?["source"] == "proxyd")
        #expect(first?["message"] == "words")
        #expect(first?["exit_code"] == .null)
        #expect(await api.call("GET", path + "/events?limit=2").column("events", "event") == ["e3", "e2"])
        #expect(await api.call("GET", path + "/events?limit=201").status == 422)
        #expect(await api.call("GET", ManagementHarness.services + "/b/events").status == 404)
        let stranger = try await api.token("stranger")
        #expect(await api.call("GET", path + "/events", as: stranger).status == 404)
    }

    @Test(
        arguments: [
            (.off, 503), (.away("x"), 503), (.elsewhere(node: "two"), 409), (.noContainer, 409),
            (.engine(EngineFailure(.failed, "boom")), 502), (.store(.unavailable("x")), 503),
        ] as [(ServiceControlFailure, Int)])
    func `why an engine was not asked is told`(failure: ServiceControlFailure, status: Int) async {
        _ = await api.create("a")
        api.containers.set { $0.failure = failure }
        for (method, rest) in [
            ("GET", "/a/logs"), ("GET", "/a/stats"), ("GET", "/orphans"), ("POST", "/cleanup"), ("POST", "/adopt"),
        ] {
            let reply = await api.call(method, ManagementHarness.services + rest)
            #expect(reply.status == status, "\(rest)")
            #expect(reply.headers["content-type"] == "application/problem+json")
        }
    }

    @Test func `orphans are listed, removed and adopted`() async throws {
        let container = EngineOrphan(kind: .container, name: "proxyd-x-1", service: "x", isAdoptable: true)
        let volume = EngineOrphan(kind: .volume, name: "proxyd-0-admin.data", service: nil, isAdoptable: false)
        var adoption = EngineAdoption()
        adoption.adopted = ["x", "y"]
        adoption.refused = [EngineAdoption.Refusal(service: "z", reason: "there is a service 'z' already")]
        api.containers.set { [adoption] in ($0.orphans, $0.adopted) = ([container, volume], adoption) }
        var left = ServiceEndpoints(service: "gone", node: "one", phase: .stopped, updatedAt: 0)
        left.gates = [PortGate(ServicePort(name: "web", hostPort: 11_000, containerPort: 80), target: nil)]
        try await api.commit(.put(.serviceEndpoints(left), sealedBundle: nil))
        let labelled = ServiceEndpoints(service: "_label-1-2", node: "one", phase: .ready, updatedAt: 0)
        try await api.commit(.put(.serviceEndpoints(labelled), sealedBundle: nil))
        let listed = await api.call("GET", ManagementHarness.services + "/orphans")
        #expect(listed.column("orphans", "name") == ["proxyd-x-1", "proxyd-0-admin.data"])
        #expect(listed["orphans"]?.arrayValue?.first?["adoptable"] == true)
        let adopted = await api.call("POST", ManagementHarness.services + "/adopt")
        #expect(adopted["services"] == ["x", "y"])
        #expect(adopted["refused"] == [["service_name": "z", "reason": "there is a service 'z' already"]])
        #expect(adopted["message"]?.stringValue?.contains("'z' is not: there is a service 'z' already") == true)
        let cleaned = await api.call("POST", ManagementHarness.services + "/cleanup")
        #expect(cleaned["containers_removed"] == 1)
        #expect(cleaned["volumes_removed"] == 0)
        #expect(cleaned["services_cleaned"] == 2)
        #expect(cleaned["ports_released"] == 1)
        #expect(api.follower.snapshot?.serviceEndpoints.keys.sorted() == ["_label-1-2"])
        let rest = await api.call("POST", ManagementHarness.services + "/cleanup?delete_volumes=true")
        #expect(rest["volumes_removed"] == 1)
    }
}
