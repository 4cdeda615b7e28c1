import ManagementAPI
import ProxyModel
import Synchronization
import Testing

@Suite struct SystemOperationTests {
    private let api = ManagementHarness()

    @Test(arguments: ["/health", "/api/v1/health"])
    func `health is compact and in the order of the contract`(path: String) async {
        api.node.health.withLock {
            $0.components.append(HealthReport.Component(name: "docker", status: .healthy, version: "28.2.2"))
            $0.certificatesLoaded = 3
        }
        let reply = await api.call("GET", path, as: nil)
        #expect(reply.status == 200)
        #expect(
            reply.text == #"{"status":"healthy","components":{"database":{"status":"healthy","response_time_ms":0.3},"#
                + #""docker":{"status":"healthy","version":"28.2.2"}},"timestamp":"2027-01-15T08:00:00.000Z","#
                + #""scheduler":true,"redis":"healthy","certificates_loaded":3,"https_enabled":true,"#
                + #""orphaned_resources":0}"#)
    }

    @Test func `health counts the records that refer to something that is not there`() async {
        for host in ["auth.test", "a.test", "b.test"] {
            _ = await api.call(
                "POST", "/api/v1/proxy/targets", ["hostname": .string(host), "target_url": "http://b"])
        }
        #expect(await api.call("GET", "/health")["orphaned_resources"] == 0)
        _ = await api.call("POST", "/api/v1/proxy/targets/a.test/auth", ["auth_proxy": "auth.test"])
        _ = await api.call(
            "POST", "/api/v1/routes",
            ["path_pattern": "/x", "target_type": "hostname", "target_value": "b.test"])
        for host in ["auth.test", "b.test"] { _ = await api.call("DELETE", "/api/v1/proxy/targets/\(host)") }
        let check = await api.call("GET", "/api/v1/config/check")
        let found = (check["errors"]?.arrayValue?.count ?? 0) + (check["warnings"]?.arrayValue?.count ?? 0)
        #expect(found == 2)
        #expect(await api.call("GET", "/health")["orphaned_resources"] == 2)
    }

    @Test func `health names what is somebody's to the admin alone`() async throws {
        api.node.health.withLock {
            $0.components[0] = HealthReport.Component(
                name: "certificates", status: .degraded, detail: "1", adminDetail: "shop")
        }
        func detail(_ token: String?) async -> JSONValue? {
            await api.call("GET", "/health", as: token)["components"]?["certificates"]?["detail"]
        }
        #expect(await detail(nil) == "1")
        #expect(await detail(try await api.token("ops")) == "1")
        #expect(await detail(ManagementHarness.admin) == "shop")
    }

    @Test func `a store that is away is degraded and still a 200`() async {
        api.node.health.withLock {
            $0.components[0] = HealthReport.Component(name: "database", status: .degraded, detail: "away")
        }
        let reply = await api.call("GET", "/health", as: nil)
        #expect(reply.status == 200)
        #expect(reply["status"] == "degraded")
        #expect(reply["redis"] == "unhealthy")
    }

    @Test func `a node that cannot serve is a 503`() async {
        api.node.health.withLock { $0.canServe = false }
        let reply = await api.call("GET", "/health", as: nil)
        #expect(reply.status == 503)
        #expect(reply["status"] == "unhealthy")
    }

    @Test func `tells its version and its nodes`() async {
        #expect(
            await api.call("GET", "/api/v1/system/version").json
                == ["version": "1.2.3", "api_version": "v1"])
        #expect(await api.call("GET", "/api/v1/system/nodes").column("nodes", "node_id") == ["n1"])
    }

    @Test func `the documentation is a page without scripts`() async {
        let reply = await api.call("GET", "/docs", as: nil)
        #expect(reply.headers["content-type"] == "text/html; charset=utf-8")
        #expect(reply.text.contains("proxy.create"))
        #expect(!reply.text.contains("<script"))
    }
}
