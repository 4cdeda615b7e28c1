import DockerControl
import OAuthServer
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct ServicePortOperationTests {
    private let api = ManagementHarness()

    private func put(_ name: String, owner: String? = nil, engine: String? = nil) async throws {
        var service = ContainerService(name: name, createdAt: 1)
        service.image = "echo"
        service.owner = owner
        service.engine = engine
        service.internalPort = 3000
        let revision = try await api.store.commit(
            [.put(.dockerService(service))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
    }

    private func add(
        _ service: String, _ body: JSONValue, as token: String = ManagementHarness.admin
    ) async -> Reply {
        await api.call("POST", "/api/v1/services/\(service)/ports", body, as: token)
    }

    private func service(_ name: String) throws -> ContainerService {
        try #require(api.follower.snapshot?.dockerServices[name]?.value)
    }

    @Test func `a port that is asked for leads to the service`() async throws {
        try await put("web")
        let reply = await add("web", ["name": "http", "host": 8080, "container": 80, "bind": "localhost"])
        #expect(reply.status == 201)
        #expect(reply.headers["location"] == "/api/v1/services/web/ports/http")
        #expect(reply["host_port"] == 8080)
        #expect(reply["container_port"] == 80)
        #expect(reply["bind_address"] == "127.0.0.1")
        #expect(reply["require_token"] == false)
        #expect(reply["source_token"] == nil)
        #expect(try service("web").generation == 2)
        #expect(api.containers.state.withLock { $0.nudges } == 1)
        let list = await api.call("GET", "/api/v1/services/web/ports")
        #expect(list.column("ports", "port_name") == ["http"])
    }

    @Test func `without a number the next free one of the range leads to the process`() async throws {
        try await put("web")
        api.containers.set { $0.busyPorts = [11_000, 11_001] }
        #expect(await add("web", ["name": "a"])["host_port"] == 11_002)
        let second = await add("web", ["name": "b"])
        #expect(second["host_port"] == 11_003)
        #expect(second["container_port"] == 3000)
        #expect(await add("web", ["name": "c", "container": 11_500])["host_port"] == 11_500)
        #expect(await add("web", ["name": "d", "bind": "::1"])["host_port"] == 11_002)
    }

    @Test func `a port is had once, and who has it is told`() async throws {
        try await put("web")
        try await put("other")
        #expect(await add("web", ["name": "http", "host": 8080]).status == 201)
        let reply = await add("other", ["name": "http", "host": 8080])
        #expect(reply.status == 409)
        #expect(reply["detail"]?.stringValue?.contains("'web'") == true)
        #expect(reply["held_by"]?["port_name"] == "http")
        #expect(await add("other", ["name": "v6", "host": 8080, "bind": "::1"]).status == 201)
        #expect(await add("web", ["name": "http", "host": 8081]).status == 409)
        #expect(await api.call("DELETE", "/api/v1/services/web/ports/http").status == 200)
        #expect(await api.call("DELETE", "/api/v1/services/web/ports/http").status == 404)
        #expect(await add("other", ["name": "http", "host": 8080]).status == 201)
    }

    @Test func `two nodes that give the same port at once give it once`() async throws {
        try await put("one")
        try await put("two")
        let other = ManagementHarness(beside: api)
        _ = await other.follower.waitUntilApplied(api.follower.snapshot?.revision ?? 0)
        async let first = api.call("POST", "/api/v1/services/one/ports", ["name": "a", "host": 9000])
        async let second = other.call("POST", "/api/v1/services/two/ports", ["name": "a", "host": 9000])
        #expect(await [first.status, second.status].sorted() == [201, 409])
    }

    @Test func `something else that listens there is in the way, on the node that has the engine`() async throws {
        try await put("here", engine: "ENGINE")
        try await put("there", engine: "OTHER")
        api.containers.set { $0.busyPorts = [8080] }
        let reply = await add("here", ["name": "a", "host": 8080])
        #expect(reply.status == 409)
        #expect(reply["detail"]?.stringValue?.contains("something else") == true)
        #expect(await add("there", ["name": "a", "host": 8080]).status == 201)
    }

    @Test(
        arguments: [
            (["name": "a", "host": 443], ["/host"]), (["name": "a", "host": 6379], ["/host"]),
            (["name": "a", "host": 8080, "bind": "0.0.0.0"], ["/bind"]),
            (["name": "a", "bind": "192.0.2.1"], ["/bind"]),
            (["name": "a", "host": 80, "bind": "::"], ["/host", "/bind"]), (["name": "A"], ["/name"]),
            (["name": "a", "host": 0], ["/host"]), (["name": "a", "port": 1], ["/port"]), (["host": 8080], ["/name"]),
            (["name": "a", "protocol": "udp", "require_token": true], ["/protocol"]),
            (["name": "a", "source_token": "long-enough", "require_token": false], ["/require_token"]),
            (["name": "a", "source_token": "short"], ["/source_token"]),
            (["name": "a", "source_token": "not a token"], ["/source_token"]),
            (["name": "a", "allowed_sources": ["10.0.0.0/33"]], ["/allowed_sources/0"]),
        ] as [(JSONValue, [String])])
    func `refuses a port that nobody gets`(body: JSONValue, pointers: [String]) async throws {
        try await put("web")
        let reply = await add("web", body)
        #expect(reply.status == 422)
        #expect(reply.pointers == pointers)
        #expect(try service("web").ports == [])
    }

    @Test func `a refusal by the rules names the rule and the setting`() async throws {
        try await put("web")
        let text = await add("web", ["name": "a", "host": 8080, "bind": "0.0.0.0"]).text
        #expect(text.contains("publish_address"))
        #expect(text.contains("DOCKER_PUBLISH_ADDRESSES"))
    }

    @Test func `a token that is given is kept as its digest`() async throws {
        try await put("web")
        for member in ["source_token", "token"] {
            let reply = await add("web", ["name": .string(member), .init(stringLiteral: member): "let-me-in"])
            #expect(reply["require_token"] == true)
            #expect(reply["source_token"] == nil)
            #expect(!reply.text.contains("let-me-in"))
        }
        let ports = try service("web").ports
        #expect(ports.allSatisfy { $0.tokenDigest == SecretDigest.hexadecimal("let-me-in") })
    }

    @Test func `a token that is required and not given is made, and shown once`() async throws {
        try await put("web")
        let reply = await add("web", ["name": "a", "require_token": true])
        let token = try #require(reply["source_token"]?.stringValue)
        #expect(token.hasPrefix("acp_"))
        #expect(token.utf8.count == 4 + 43)
        #expect(try service("web").ports[0].tokenDigest == SecretDigest.hexadecimal(token))
        let shown = await api.call("GET", "/api/v1/services/web/ports")
        #expect(!shown.text.contains(token))
        #expect(!shown.text.contains("\"source_token\""))
        #expect(!shown.text.contains(SecretDigest.hexadecimal(token)))
    }

    @Test func `who is let in is no matter of the container`() async throws {
        try await put("web")
        let path = "/api/v1/services/web/ports/a"
        _ = await add("web", ["name": "a", "host": 8080, "require_token": true])
        #expect(try service("web").generation == 1)
        #expect(await api.call("PUT", path, ["host": 8081])["host_port"] == 8081)
        #expect(await api.call("PUT", path, ["allowed_sources": ["10.0.0.0/8"]]).status == 200)
        #expect(try service("web").generation == 1)
        #expect(await api.call("PUT", path, ["require_token": false])["require_token"] == false)
        #expect(try service("web").generation == 1)
        #expect(await api.call("PUT", path, ["allowed_sources": []]).status == 200)
        #expect(try service("web").generation == 2)
        #expect(await api.call("PUT", path, ["description": "for people"])["description"] == "for people")
        #expect(try service("web").generation == 2)
        // Another port in the container has to be reached, too.
        _ = await add("web", ["name": "b", "container": 9999, "require_token": true])
        #expect(try service("web").generation == 3)
    }

    @Test func `what a change does not name stays, the token too`() async throws {
        try await put("web")
        let path = "/api/v1/services/web/ports/a"
        _ = await add("web", ["name": "a", "host": 8080, "container": 81, "source_token": "let-me-in"])
        let digest = try service("web").ports[0].tokenDigest
        let reply = await api.call("PUT", path, ["description": "x", "require_token": true])
        #expect(reply["source_token"] == nil)
        #expect(reply["host_port"] == 8080)
        #expect(reply["container_port"] == 81)
        #expect(try service("web").ports[0].tokenDigest == digest)
        #expect(await api.call("PUT", path, ["source_token": "another-one"])["has_source_token"] == true)
        #expect(try service("web").ports[0].tokenDigest == SecretDigest.hexadecimal("another-one"))
        #expect(await api.call("PUT", path, ["source_token": nil])["has_source_token"] == false)
        #expect(try service("web").ports[0].requiresToken)
        #expect(await api.call("PUT", path, ["require_token": false]).status == 200)
        #expect(await api.call("PUT", path, ["require_token": true])["source_token"] != nil)
        #expect(await api.call("PUT", path, ["protocol": "udp"]).pointers == ["/protocol"])
        #expect(await api.call("PUT", path, ["name": "b"]).pointers == ["/name"])
        #expect(await api.call("PUT", "/api/v1/services/web/ports/b", ["host": 1]).status == 404)
    }

    @Test func `a port that keeps its number is not in its own way`() async throws {
        try await put("web")
        _ = await add("web", ["name": "a", "host": 8080])
        api.containers.set { $0.busyPorts = [8080] }
        #expect(await api.call("PUT", "/api/v1/services/web/ports/a", ["host": 8080, "container": 81]).status == 200)
    }

    @Test func `what another token owns does not exist, and is not named as a holder`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        try await put("mine", owner: "one")
        try await put("theirs", owner: "two")
        #expect(await add("mine", ["name": "a", "host": 8080], as: two).status == 404)
        #expect(await add("mine", ["name": "a", "host": 8080], as: one).status == 201)
        let reply = await add("theirs", ["name": "a", "host": 8080], as: two)
        #expect(reply.status == 409)
        #expect(!reply.text.contains("mine"))
        #expect(await api.call("GET", "/api/v1/services/mine/ports", as: two).status == 404)
        #expect(await api.call("DELETE", "/api/v1/services/mine/ports/a", as: two).status == 404)
        #expect(await api.call("GET", "/api/v1/ports", as: two).json == [:])
        #expect(await api.call("GET", "/api/v1/ports", as: one)["8080"]?["service_name"] == "mine")
    }

    @Test func `a service that is being removed gets no ports and keeps those that it has`() async throws {
        try await put("web", engine: "ENGINE")
        try await put("other")
        _ = await add("web", ["name": "a", "host": 8080])
        #expect(await api.call("DELETE", "/api/v1/services/web").status < 300)
        #expect(await add("web", ["name": "b"]).status == 409)
        #expect(await add("other", ["name": "a", "host": 8080]).status == 409)
    }

    @Test func `the precondition of a request holds for the service`() async throws {
        try await put("web")
        let reply = await api.call(
            "POST", "/api/v1/services/web/ports", ["name": "a"], headers: [("If-Match", "\"99\"")])
        #expect(reply.status == 412)
    }

    @Test(arguments: ["/api/v1/ports", "/api/v1/services/ports"])
    func `all ports are told by number`(path: String) async throws {
        try await put("web")
        _ = await add("web", ["name": "a", "host": 8080])
        _ = await add("web", ["name": "b", "host": 8080, "bind": "::1"])
        let map = await api.call("GET", path)
        #expect(map["8080"]?["port_name"] == "a")
        #expect(map["::1:8080/tcp"]?["port_name"] == "b")
        let available = await api.call("GET", path + "/available")
        #expect(available["next"] == 11_000)
        #expect(available["available"] == 9001)
        #expect(available["ranges"] == [["start": 11_000, "end": 20_000, "count": 9001]])
        _ = await add("web", ["name": "c"])
        #expect(await api.call("GET", path + "/available")["next"] == 11_001)
    }

    @Test(
        arguments: [
            ("port=8080", false, "the service 'web'"), ("port=8080&bind_address=::1", true, nil),
            ("port=8080&protocol=udp", true, nil), ("port=8081", false, "something else"), ("port=8082", true, nil),
            ("port=22", false, "DOCKER_RESTRICTED_PORTS"), ("port=8082&bind_address=0.0.0.0", false, "publish_address"),
        ] as [(String, Bool, String?)])
    func `tells whether a port can be had, and why not`(query: String, isFree: Bool, reason: String?) async throws {
        try await put("web")
        _ = await add("web", ["name": "a", "host": 8080])
        api.containers.set { $0.busyPorts = [8081] }
        for path in ["/api/v1/ports/check", "/api/v1/services/ports/check"] {
            let reply = await api.call("POST", "\(path)?\(query)")
            #expect(reply.status == 200)
            #expect(reply["available"] == .bool(isFree))
            let told = reply["reason"]?.stringValue
            #expect((told == nil) == (reason == nil))
            if let told, let reason { #expect(told.contains(reason)) }
        }
    }

    @Test(arguments: ["", "port=0", "port=65536", "port=x", "port=1&bind_address=x", "port=1&protocol=sctp", "x=1"])
    func `refuses a question that is none`(query: String) async {
        #expect(await api.call("POST", "/api/v1/ports/check?\(query)").status == 422)
    }
}
