import DockerControl
import ProxyModel
import Synchronization
import Testing

@testable import ManagementAPI

@Suite struct DockerServiceUpdateTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services + "/a"

    private func update(_ body: JSONValue, query: String = "") async -> Reply {
        await api.call("PUT", path + query, body)
    }

    @Test(
        arguments: [
            ("memory_limit", "256m"), ("cpu_limit", 0.5), ("environment", ["B": "2"]), ("restart_policy", "always"),
            ("labels", ["team": "x"]), ("image", "alpine"), ("volumes", ["data:/data"]),
            ("port_configs", [["name": "web", "host": 11_500]]),
        ] as [(String, JSONValue)])
    func `what a container cannot change needs a new one`(member: String, value: JSONValue) async throws {
        _ = await api.create("a", ["environment": ["A": "1"]])
        let body = JSONValue.object(JSONObject(members: [.init(name: member, value: value)]))
        #expect(await update(body)["generation"] == 2)
        #expect(await update(body)["generation"] == 2, "the same again changes nothing")
        #expect(api.containers.state.withLock { $0.nudges } == 3)
    }

    @Test(
        arguments: [
            ("drain_timeout", 1), ("start_timeout", 5), ("idle_timeout", 60), ("drift", "report"),
            ("pull_policy", "always"),
            ("port_configs", [["name": "web", "host": 11_500, "allowed_sources": ["10.0.0.0/8"]]]),
        ] as [(String, JSONValue)])
    func `what proxyd does itself needs no new container`(member: String, value: JSONValue) async throws {
        _ = await api.create("a")
        let reply = await update(.object(JSONObject(members: [.init(name: member, value: value)])))
        #expect(reply.status == 200)
        #expect(reply["generation"] == 1)
    }

    @Test func `variables are set one by one, null removes one`() async throws {
        _ = await api.create("a", ["environment": ["A": "1", "B": "2", "C": "3"]])
        let before = try api.record("a").environment
        let reply = await update(["environment": ["A": "***", "B": "two", "C": nil, "D": "4"]])
        #expect(reply["environment"] == ["A": "***", "B": "***", "D": "***"])
        let after = try api.record("a").environment
        #expect(after.first == before.first)
        #expect(after[1] != before[1])
        #expect(await update(["environment": ["Z": "***"]]).pointers == ["/environment/Z"])
    }

    @Test func `what was shown can be sent back and changes nothing`() async throws {
        _ = await api.create(
            "a", ["environment": ["A": "1"], "port_configs": [["name": "web", "source_token": "12345678"]]])
        try await api.change("a") { $0.engine = "ENGINE" }
        api.tell("a", .running) { $0.generation = 1 }
        var before = try api.record("a")
        let shown = await api.call("GET", path)
        api.clock.advance(by: 1000)
        let reply = await update(shown.json)
        #expect(reply.status == 200, "\(reply.text)")
        before.updatedAt = api.clock.now
        #expect(try api.record("a") == before)
    }

    @Test func `what it is known by is not changed`() async throws {
        _ = await api.create("a")
        #expect(await update(["service_name": "b"]).pointers == ["/service_name"])
        #expect(await update(["node": "two"]).status == 200)
        try await api.change("a") { $0.engine = "ENGINE" }
        #expect(await update(["node": nil, "node_selector": ["a": "b"]]).pointers == ["/node", "/node_selector"])
        #expect(await update(["generation": 7]).pointers == ["/generation"])
    }

    @Test func `the policy holds for changes`() async throws {
        _ = await api.create("a")
        #expect(await update(["image": "evil.example.com/x"]).pointers == ["/image"])
        #expect(await update(["privileged": true]).pointers == ["/privileged"])
        #expect(try api.record("a").image == "busybox")
    }

    @Test func `start, stop and restart change what is desired`() async throws {
        _ = await api.create("a")
        try await api.change("a") { $0.engine = "ENGINE" }
        #expect(try await EngineLease(api.volatile, engine: "ENGINE", holder: "node").take())
        #expect(await api.call("POST", path + "/stop")["message"] == "The service 'a' is to stop.")
        #expect(try api.record("a").activity == .stopped)
        #expect(await api.call("POST", path + "/start")["message"] == "The service 'a' shall run.")
        #expect(try api.record("a").activity == .running)
        #expect(try api.record("a").generation == 1)
        #expect(await api.call("POST", path + "/restart").status == 200)
        #expect(try api.record("a").generation == 2)
    }

    @Test func `an export holds services, and an import keeps what is so here`() async throws {
        _ = await api.create("a", ["environment": ["A": "1"], "port_configs": [["name": "web"]]])
        try await api.change("a") { ($0.engine, $0.generation) = ("ENGINE", 7) }
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        #expect(document["docker_services"]?.arrayValue?.count == 1)
        let same = await api.call("POST", "/api/v1/config/import", document)
        #expect(same["unchanged"] == 1, "\(same.text)")
        _ = await update(["cpu_limit": 2])
        #expect(await api.call("POST", "/api/v1/config/import", document).status == 200)
        #expect(try api.record("a").cpus == 1)
        #expect(try api.record("a").engine == "ENGINE")
        #expect(try api.record("a").generation == 9)
        let other = ManagementHarness()
        #expect(await other.call("POST", "/api/v1/config/import", document).status == 200)
        #expect(try other.record("a").engine == nil)
        #expect(try other.record("a").environment == api.record("a").environment)
    }

    @Test func `an import leaves a service as old as it is, and makes anew what is not there`() async throws {
        _ = await api.create("a")
        let created = try api.record("a").createdAt
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        // It was deleted, and made again under the same name.
        try await api.change("a") { ($0.createdAt, $0.updatedAt) = (created + 1_000, created + 1_000) }
        #expect(await api.call("POST", "/api/v1/config/import", document).status == 200)
        #expect(try api.record("a").createdAt == created + 1_000)
        _ = await api.call("DELETE", path)
        #expect(api.follower.snapshot?.dockerServices["a"] == nil)
        api.clock.advance(by: 60_000)
        #expect(await api.call("POST", "/api/v1/config/import", document).status == 200)
        #expect(try api.record("a").createdAt >= created + 60_000)
    }

    @Test func `what an import does not hold is removed at its engine first`() async throws {
        _ = await api.create("a")
        _ = await api.create("b")
        try await api.change("a") { $0.engine = "ENGINE" }
        let reply = await api.call("POST", "/api/v1/config/import?mode=replace", ["docker_services": []])
        #expect(reply["deleted"] == ["docker_services/a", "docker_services/b"])
        #expect(try api.record("a").deletion != nil)
        #expect(api.follower.snapshot?.dockerServices["b"] == nil)
    }

    @Test func `an import whose ports collide changes nothing`() async throws {
        let port: JSONValue = ["name": "web", "host": 11_000, "container": 80]
        let document: JSONValue = [
            "docker_services": [
                ["service_name": "a", "image": "busybox", "port_configs": [port]],
                ["service_name": "b", "image": "busybox", "port_configs": [port]],
            ]
        ]
        let reply = await api.call("POST", "/api/v1/config/import", document)
        #expect(reply.status == 422)
        #expect(reply["findings"]?.arrayValue?.first?["pointer"] == "/port_configs/0/host")
    }
}
