import DockerControl
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import ManagementAPI

@Suite struct DockerServiceTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services

    @Test func `a service is put on record and its engine is told`() async throws {
        let reply = await api.create("Web", ["internal_port": 3000])
        #expect(reply.status == 201)
        #expect(reply.headers["location"] == "/api/v1/services/web")
        #expect(reply["service"]?["service_name"] == "web")
        #expect(reply["service"]?["status"] == "pending")
        #expect(reply["service"]?["is_settled"] == false)
        #expect(reply["proxy_created"] == false)
        #expect(reply["instance_registered"] == true)
        #expect(reply["warnings"] == [])
        #expect(try api.record("web").internalPort == 3000)
        #expect(api.containers.state.withLock { $0.nudges } == 1)
        let shown = await api.call("GET", "\(path)/WEB")
        #expect(shown.status == 200)
        #expect(shown.headers["etag"] == reply.headers["etag"])
        #expect(shown["reason"] == "it waits for a container engine to take it")
    }

    @Test func `a name is unique over all kinds of service`() async {
        _ = await api.create("a")
        #expect(await api.create("A").status == 409)
        #expect(await api.create("api").status == 409)
        let external = "\(path)/external"
        #expect(await api.call("POST", external, ["service_name": "a", "target_url": "http://b"]).status == 409)
        _ = await api.call("POST", external, ["service_name": "e", "target_url": "http://b"])
        #expect(await api.create("e").status == 409)
    }

    @Test func `an external service is told from one that is not there, to its owner`() async throws {
        _ = await api.call("POST", "\(path)/external", ["service_name": "e", "target_url": "http://b"])
        let told = await api.call("POST", "\(path)/E/stop")
        #expect(told.status == 404)
        #expect(told["detail"] == "'e' is an external service; it has no container")
        let another = try await api.token("one")
        #expect(await api.call("POST", "\(path)/e/stop", as: another)["detail"] == "there is no service 'e'")
    }

    @Test(arguments: ["external", "unified", "ports", "orphans", "cleanup", "adopt", "_label-x", "a.b", ""])
    func `refuses what is no name`(name: String) async {
        #expect(await api.create(name).pointers == ["/service_name"])
    }

    @Test func `an image or a Dockerfile is needed`() async {
        #expect(await api.call("POST", path, ["service_name": "a"]).pointers == ["/image"])
    }

    @Test func `what is shown never has a secret`() async throws {
        let reply = await api.create(
            "a",
            [
                "environment": ["KEY": "hunter2", "EMPTY": ""],
                "port_configs": [["name": "web", "source_token": "tok-of-a-port"]],
            ])
        #expect(reply["service"]?["environment"] == ["EMPTY": "***", "KEY": "***"])
        #expect(reply["source_tokens"] == [:])
        for text in [reply.text, await api.call("GET", "\(path)/a").text, await api.call("GET", path).text] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("tok-of-a-port"))
            #expect(!text.contains("sealed"))
        }
        let variable = try #require(try api.record("a").environment.last)
        #expect(variable.name == "KEY")
        let sealed = try #require(Base64URL.decode(variable.sealed))
        let plain = try TaggedSealer(key: "key").open(sealed, purpose: SealedVariable.purpose(of: "KEY", service: "a"))
        #expect(String(decoding: plain, as: UTF8.self) == "hunter2")
    }

    @Test func `refuses variables that no process can have`() async {
        let reply = await api.create(
            "a",
            ["environment": ["A=B": "x", "": "x", "1": "2", "N": 1, "Z": "a\u{0}b", "M": "***", "L": .string(long)]])
        #expect(
            Set(reply.pointers) == [
                "/environment/A=B", "/environment/", "/environment/1", "/environment/N", "/environment/Z",
                "/environment/M",
                "/environment/L",
            ])
        #expect(await api.create("a", ["environment": "A=B"]).pointers == ["/environment"])
    }

    private let long = String(repeating: "x", count: 131_072)

    @Test(
        arguments: [
            ("image", "evil.example.com/x", "DOCKER_REGISTRIES"), ("volumes", ["/srv/data:/data"], "DOCKER_BIND_ROOTS"),
            ("capabilities", ["SYS_ADMIN"], "no setting"), ("memory_limit", "64g", "DOCKER_MEMORY_MAX"),
            ("port_configs", [["name": "a", "host": 22]], "DOCKER_RESTRICTED_PORTS"),
            ("port_configs", [["name": "a", "bind": "0.0.0.0"]], "DOCKER_PUBLISH_ADDRESSES"),
            ("labels", ["proxyd.owner": "x"], "no setting"),
        ] as [(String, JSONValue, String)])
    func `what the policy does not allow is refused with the setting`(
        member: String, value: JSONValue, setting: String
    ) async {
        let reply = await api.create("a", JSONObject(members: [.init(name: member, value: value)]))
        #expect(reply.status == 422)
        #expect(reply.pointers.first?.hasPrefix("/" + member) == true)
        #expect(reply.text.contains(setting))
        #expect(api.follower.snapshot?.dockerServices.isEmpty == true)
    }

    @Test(arguments: ["privileged", "network_mode", "pid_mode", "cap_add", "devices", "security_opt", "binds"])
    func `members that give power over the host are refused by name`(member: String) async {
        let reply = await api.create("a", JSONObject(members: [.init(name: member, value: true)]))
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/" + member])
        #expect(reply.text.contains("rule forbidden"))
        #expect(await api.create("a", ["nonsense": 1]).text.contains("no such field"))
    }

    @Test func `without an engine anywhere nothing is created`() async {
        api.containers.set { $0.engine = .off }
        let reply = await api.create("a")
        #expect(reply.status == 503)
        #expect(reply["detail"]?.stringValue?.contains("DOCKER_HOST") == true)
        #expect(api.follower.snapshot?.dockerServices.isEmpty == true)
    }

    @Test func `while the engine is away a service waits for it and says so`() async {
        api.containers.set { $0.engine = .away(reason: "engine not reachable") }
        let reply = await api.create("a")
        #expect(reply.status == 201)
        #expect(reply["warnings"] == ["the container engine of this node is away: engine not reachable"])
        #expect(reply["service"]?["reason"] == "the container engine is away: engine not reachable")
    }

    @Test func `a repeated creation is answered and not carried out again`() async {
        let body: JSONValue = ["service_name": "a", "image": "busybox"]
        let key = [(name: "Idempotency-Key", value: "k")]
        let first = await api.call("POST", path, body, headers: key)
        let second = await api.call("POST", path, body, headers: key)
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(first.text == second.text)
    }

    @Test func `what another token owns does not exist`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        _ = await api.create("a", as: one)
        #expect(try api.record("a").owner == "one")
        for (method, rest) in [
            ("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/start"), ("POST", "/stop"), ("POST", "/restart"),
            ("GET", "/logs"), ("GET", "/stats"), ("POST", "/proxy"),
        ] {
            let body: JSONValue? = method == "PUT" ? ["cpu_limit": 2] : nil
            #expect(await api.call(method, "\(path)/a\(rest)", body, as: two).status == 404, "\(method) \(rest)")
        }
        #expect(await api.call("GET", path, as: two).column("services", "service_name") == [])
        #expect(await api.call("GET", path, as: one).column("services", "service_name") == ["a"])
        #expect(await api.call("GET", path).column("services", "service_name") == ["a"])
        #expect(await api.call("GET", "\(path)?owned_only=true").column("services", "service_name") == [])
        #expect(await api.create("a", as: two).status == 409)
        for (method, rest) in [("POST", "/cleanup"), ("GET", "/orphans"), ("POST", "/adopt")] {
            #expect(await api.call(method, path + rest, as: one).status == 403)
        }
    }

    @Test func `by the setting only the admin says what runs`() async throws {
        let api = ManagementHarness(tokensMayRunContainers: false)
        let token = try await api.token("one")
        let refused = await api.create("a", as: token)
        #expect(refused.status == 403)
        #expect(refused.text.contains("DOCKER_CREATE"))
        _ = await api.create("a")
        try await api.change("a") { $0.owner = "one" }
        #expect(await api.call("PUT", "\(path)/a", ["image": "other"], as: token).status == 403)
        for (method, rest) in [
            ("POST", "/start"), ("POST", "/restart"), ("POST", "/ports"), ("PUT", "/ports/web"),
            ("DELETE", "/ports/web"),
        ] {
            let body: JSONValue? = rest.hasPrefix("/ports") && method != "DELETE" ? ["name": "web"] : nil
            let refused = await api.call(method, "\(path)/a\(rest)", body, as: token)
            #expect(refused.status == 403, "\(method) \(rest)")
            #expect(refused.text.contains("DOCKER_CREATE"), "\(method) \(rest)")
        }
        #expect(await api.call("POST", "\(path)/a/stop", as: token).status == 200)
    }

    @Test func `a name to which somebody else sends requests is not given away`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        _ = await api.create("shop", as: one)
        _ = await api.create("cart", as: one)
        let proxy: JSONValue = ["hostname": "shop.example.org", "target_service": "shop", "enable_https": false]
        #expect(await api.call("POST", "/api/v1/proxy/targets", proxy).status == 201)
        let route: JSONValue = ["path_pattern": "/", "target_type": "service", "target_value": "cart"]
        #expect(await api.call("POST", "/api/v1/routes", route).status == 201)
        for name in ["shop", "cart"] {
            #expect(await api.call("DELETE", "\(path)/\(name)", as: one).status == 204)
            let external: JSONValue = ["service_name": .string(name), "target_url": "http://b"]
            for refused in [
                await api.create(name, as: two), await api.create(name, as: one),
                await api.call("POST", "\(path)/external", external, as: two),
            ] {
                #expect(refused.status == 409)
                #expect(refused.text.contains("of another owner"))
            }
            #expect(await api.create(name).status == 201)
        }
    }

    @Test func `a token has so many services and no more`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        let changes = (0..<DockerServiceRules.servicesPerToken).map { index in
            var service = ContainerService(name: "s\(index)", createdAt: 1)
            service.image = "busybox"
            service.owner = "one"
            return Change.put(.dockerService(service), sealedBundle: nil)
        }
        let revision = try await api.store.commit(changes, expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
        let refused = await api.create("more", as: one)
        #expect(refused.status == 409)
        #expect(refused.text.contains("at most 200 services"))
        #expect(await api.create("more", as: two).status == 201)
        _ = await api.call("DELETE", "\(path)/s0", as: one)
        #expect(await api.create("again", as: one).status == 201)
    }

    @Test func `names of what labels say are no services' names, wherever they come from`() async throws {
        let external: JSONValue = ["service_name": "_label-x", "target_url": "http://b"]
        let registered = await api.call("POST", "\(path)/external", external)
        #expect(registered.pointers == ["/service_name"])
        let exported = try #require(await api.call("GET", "/api/v1/config/export").json.objectValue)
        for (kind, member, value) in [("docker_services", "image", "busybox"), ("services", "target_url", "http://b")] {
            var document = JSONObject(members: exported.members.filter { $0.value.arrayValue == nil })
            let time: JSONValue = "2026-01-01T00:00:00Z"
            var record: JSONObject = ["service_name": "_label-x", "created_at": time, "updated_at": time]
            record[member] = .string(value)
            document[kind] = [.object(record)]
            let reply = await api.call("POST", "/api/v1/config/import", .object(document))
            #expect(reply.status == 422, "\(kind)")
            #expect(reply.text.contains("labels"), "\(kind)")
        }
    }

    @Test func `a service that no engine has taken is gone at once`() async {
        _ = await api.create("a")
        let reply = await api.call("DELETE", "\(path)/a")
        #expect(reply.status == 204)
        #expect(reply.bytes.isEmpty)
        #expect(reply.headers["content-type"] == nil)
        #expect(await api.call("GET", "\(path)/a").status == 404)
        #expect(await api.call("DELETE", "\(path)/a").status == 404)
    }

    @Test func `a service at an engine stays until nothing is left of it`() async throws {
        _ = await api.create("a")
        try await api.change("a") { $0.engine = "ENGINE" }
        #expect(await api.call("DELETE", "\(path)/a").status == 204)
        #expect(try api.record("a").deletion?.removesVolumes == false)
        #expect(await api.call("GET", "\(path)/a")["status"] == "removing")
        #expect(await api.call("PUT", "\(path)/a", ["cpu_limit": 2]).status == 409)
        #expect(await api.call("POST", "\(path)/a/start").status == 409)
        #expect(await api.create("a").status == 409)
        let requested = try api.record("a").deletion?.requestedAt
        api.clock.advance(by: 5)
        #expect(await api.call("DELETE", "\(path)/a?delete_volumes=true").status == 204)
        #expect(try api.record("a").deletion == ServiceDeletion(requestedAt: requested ?? 0, removesVolumes: true))
    }

    @Test func `whoever waits for a removal is told when it is over, or that it is not`() async throws {
        _ = await api.create("a")
        try await api.change("a") { $0.engine = "ENGINE" }
        #expect(try await EngineLease(api.volatile, engine: "ENGINE", holder: "node").take())
        let waiting = await api.call("DELETE", "\(path)/a?wait=1")
        #expect(waiting.status == 202)
        #expect(waiting["status"] == "removing")
        let nudges = api.containers.state.withLock { $0.nudges }
        async let reply = api.call("DELETE", "\(path)/a?wait=60")
        try await api.wait { api.containers.state.withLock { $0.nudges } > nudges }
        try await api.commit(.delete(RecordKey(.dockerServices, "a")))
        #expect(await reply.status == 204)
    }

    @Test func `a service whose engine is gone for good is given up by the admin's force, in time`() async throws {
        let token = try await api.token("one")
        _ = await api.create("a", as: token)
        try await api.change("a") { $0.engine = "ENGINE" }
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 204)
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 204)
        #expect(try api.record("a").deletion != nil, "there was no time to remove it")
        api.clock.advance(by: 60_000)
        #expect(await api.call("DELETE", "\(path)/a?force=true", as: token).status == 204)
        #expect(try api.record("a").deletion != nil, "only the admin may")
        let lease = EngineLease(api.volatile, engine: "ENGINE", holder: "node")
        #expect(try await lease.take())
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 204)
        #expect(try api.record("a").deletion != nil, "somebody works on it")
        await lease.release()
        api.clock.advance(by: 1_000)
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 204)
        #expect(await api.call("GET", "\(path)/a").status == 404)
    }

    @Test func `a service that routes name is removed only by force`() async throws {
        _ = await api.create("a")
        let route = await api.call(
            "POST", "/api/v1/routes", ["path_pattern": "/", "target_type": "service", "target_value": "a"])
        let refused = await api.call("DELETE", "\(path)/a")
        #expect(refused.status == 409)
        #expect(refused["routes"] == [try #require(route["route_id"])])
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 204)
    }

    @Test func `a precondition holds for changes and removals`() async {
        _ = await api.create("a")
        let stale = [(name: "If-Match", value: "\"999\"")]
        #expect(await api.call("PUT", "\(path)/a", ["cpu_limit": 2], headers: stale).status == 412)
        #expect(await api.call("DELETE", "\(path)/a", headers: stale).status == 412)
    }

    @Test func `services in containers are among everything that routes can name`() async throws {
        _ = await api.create("a")
        let reply = await api.call("GET", "\(path)/unified?service_type=docker")
        #expect(reply.column("services", "service_name") == ["a"])
        #expect(reply["by_type"] == ["docker": 1, "external": 0, "internal": 2])
    }

    @Test func `a token is deleted only with its services and port tokens`() async throws {
        let token = try await api.token("one")
        _ = await api.create("a", as: token)
        _ = await api.create("b", as: token)
        try await api.change("b") { $0.engine = "ENGINE" }
        var opener = PortToken(name: "p", digest: String(repeating: "0", count: 64), createdAt: 0)
        opener.owner = "one"
        try await api.commit(.put(.portToken(opener), sealedBundle: nil))
        let refused = await api.call("DELETE", "/api/v1/tokens/one")
        #expect(refused.status == 409)
        #expect(refused["owns"]?["docker_services"] == ["a", "b"])
        #expect(refused["owns"]?["port_tokens"] == ["p"])
        #expect(await api.call("DELETE", "/api/v1/tokens/one?cascade=true").status == 200)
        #expect(api.follower.snapshot?.dockerServices["a"] == nil)
        #expect(try api.record("b").deletion?.removesVolumes == true)
        #expect(api.follower.snapshot?.portTokens.isEmpty == true)
    }
}
