import ProxyModel
import Testing

@testable import ManagementAPI

@Suite struct ServiceProxyTests {
    private let api = ManagementHarness()
    private let path = ManagementHarness.services + "/a"

    private func proxy(_ host: String) -> ProxyTarget? { api.follower.snapshot?.proxies[host]?.value }

    @Test func `a service gets a host of its name`() async throws {
        _ = await api.create("a")
        let reply = await api.call("POST", path + "/proxy")
        #expect(reply.status == 201)
        #expect(reply["hostname"] == "a.example.com")
        #expect(reply["target_service"] == "a")
        #expect(reply["target_url"] == .null)
        #expect(reply["enable_https"] == true)
        let made = try #require(proxy("a.example.com"))
        #expect(made.trafficPolicy.service == "a")
        #expect(made.enableHTTPS)
        #expect(await api.call("POST", path + "/proxy").status == 409)
    }

    @Test func `another host and HTTP alone are had by asking`() async throws {
        _ = await api.create("a")
        let reply = await api.call("POST", path + "/proxy?hostname=MCP.example.org&enable_https=false")
        #expect(reply["hostname"] == "mcp.example.org")
        #expect(reply["enable_https"] == false)
        #expect(reply["certificate_status"] == "not_required")
        #expect(proxy("mcp.example.org")?.enableHTTPS == false)
        #expect(await api.call("POST", path + "/proxy?hostname=a..b").status == 422)
    }

    @Test func `the address of the moment is told`() async throws {
        _ = await api.create("a")
        var endpoints = ServiceEndpoints(service: "a", node: "one", phase: .ready, updatedAt: 0)
        endpoints.upstreams = [try UpstreamURL("http://172.18.0.2:8080")]
        try await api.commit(.put(.serviceEndpoints(endpoints), sealedBundle: nil))
        #expect(await api.call("POST", path + "/proxy")["target_url"] == "http://172.18.0.2:8080")
    }

    @Test func `a host can come with the service`() async throws {
        let reply = await api.create("a", query: "?auto_proxy=true")
        #expect(reply["proxy_created"] == true)
        #expect(reply["hostname"] == "a.example.com")
        #expect(proxy("a.example.com")?.trafficPolicy.service == "a")
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "b.example.com", "target_url": "http://x"])
        let second = await api.create("b", query: "?auto_proxy=true")
        #expect(second.status == 201)
        #expect(second["proxy_created"] == false)
        #expect(second["warnings"] == ["there is a proxy 'b.example.com' already; none was made"])
    }

    @Test func `proxies of a service are deleted with it unless they are to stay`() async throws {
        let token = try await api.token("one")
        _ = await api.create("a", query: "?auto_proxy=true", as: token)
        #expect(proxy("a.example.com")?.owner == "one")
        let foreign: JSONValue = ["hostname": "x.test", "target_service": "a"]
        #expect(await api.call("POST", "/api/v1/proxy/targets", foreign).status == 201)
        #expect(await api.call("DELETE", path + "?delete_proxy=false", as: token).status == 204)
        #expect(proxy("a.example.com") != nil)
        #expect(await api.create("a", as: token).status == 409, "the admin's proxy leads to the name")
        _ = await api.create("a")
        try await api.change("a") { $0.owner = "one" }
        #expect(await api.call("DELETE", path, as: token).status == 204)
        #expect(proxy("a.example.com") == nil)
        #expect(proxy("x.test") != nil)
    }
}
