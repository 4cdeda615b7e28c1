import ProxyModel
import Testing

@Suite struct ServiceOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/services/external"

    private func register(_ name: String, as token: String = ManagementHarness.admin) async -> Reply {
        await api.call("POST", path, ["service_name": .string(name), "target_url": "backend:9"], as: token)
    }

    @Test func `a service is registered under its lower-case name`() async {
        let reply = await register("My_App")
        #expect(reply.status == 201)
        #expect(reply["service_name"] == "my_app")
        #expect(reply["target_url"] == "http://backend:9")
        #expect(await api.call("GET", "\(path)/MY_APP").status == 200)
        #expect(await register("my_app").status == 409)
        #expect(await register("api").status == 409)
    }

    @Test(arguments: ["", "a b", "a.b", "ü", "a/b"])
    func `refuses what is no name`(name: String) async { #expect(await register(name).pointers == ["/service_name"]) }

    @Test func `a port alone is no address, and what was meant is named`() async throws {
        let reply = await api.call("POST", path, ["service_name": "a", "target_url": "9081"])
        #expect(reply.pointers == ["/target_url"])
        #expect(reply.text.contains("http://127.0.0.1:9081"))
    }

    @Test func `is changed, but not renamed`() async {
        _ = await register("a")
        #expect(await api.call("PUT", "\(path)/a", ["description": "x"])["description"] == "x")
        #expect(await api.call("PUT", "\(path)/a", ["service_name": "b"]).pointers == ["/service_name"])
        #expect(await api.call("PUT", "\(path)/b", ["description": "x"]).status == 404)
    }

    @Test func `a service that routes name is deleted only by force`() async throws {
        _ = await register("a")
        let route = await api.call(
            "POST", "/api/v1/routes", ["path_pattern": "/", "target_type": "service", "target_value": "a"])
        let refused = await api.call("DELETE", "\(path)/a")
        #expect(refused.status == 409)
        #expect(refused["routes"] == [try #require(route["route_id"])])
        #expect(await api.call("DELETE", "\(path)/a?force=true").status == 200)
        #expect(await api.call("DELETE", "\(path)/a").status == 404)
    }

    @Test func `one list shows everything that routes can name`() async {
        _ = await register("a")
        let reply = await api.call("GET", "/api/v1/services/unified")
        #expect(reply.column("services", "service_name") == ["a", "api", "oauth"])
        #expect(reply["total"] == 3)
        #expect(reply["by_type"] == ["docker": 0, "external": 1, "internal": 2])
        let internalOnly = await api.call("GET", "/api/v1/services/unified?service_type=internal")
        #expect(internalOnly.column("services", "service_name") == ["api", "oauth"])
    }

    @Test func `what another token owns does not exist`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        _ = await register("a", as: one)
        #expect(await api.call("GET", "\(path)/a", as: two).status == 404)
        #expect(await api.call("PUT", "\(path)/a", ["description": "x"], as: two).status == 404)
        #expect(await api.call("DELETE", "\(path)/a", as: two).status == 404)
        #expect(await api.call("GET", path, as: two).column("services", "service_name") == [])
        #expect(await api.call("GET", path, as: one).column("services", "service_name") == ["a"])
    }
}
