import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import ProxyCore

@Suite struct RouteOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/routes"

    private func create(_ members: JSONObject, as token: String = ManagementHarness.admin) async -> Reply {
        var body: JSONObject = ["path_pattern": "/api/", "target_type": "port", "target_value": 8080]
        for member in members.members { body[member.name] = member.value }
        return await api.call("POST", path, .object(body), as: token)
    }

    @Test func `a route is created with its defaults and a readable identifier`() async throws {
        let reply = await create([:])
        #expect(reply.status == 201)
        let id = try #require(reply["route_id"]?.stringValue)
        #expect(id.hasPrefix("api-"))
        #expect(id.count == 12)
        #expect(reply["priority"] == 50)
        #expect(reply["scope"] == "global")
        #expect(reply["auth"] == "inherit")
        #expect(await api.call("GET", "\(path)/\(id)")["route_id"] == .string(id))
    }

    @Test func `path, priority, methods, scope and hosts are unique together`() async {
        let first = await create(["methods": ["GET", "POST"]])
        let same = await create(["methods": ["post", "get"]])
        #expect(same.status == 409)
        #expect(same["conflicts_with"] == first["route_id"])
        #expect(await create(["methods": ["GET"]]).status == 201)
        #expect(await create(["methods": ["GET", "POST"], "priority": 51]).status == 201)
        #expect(await create(["scope": "proxy", "proxy_hostnames": ["b.test", "a.test"]]).status == 201)
        #expect(await create(["scope": "proxy", "proxy_hostnames": ["A.test", "b.test"]]).status == 409)
    }

    @Test func `lists the higher priority first`() async {
        _ = await create(["path_pattern": "/low", "priority": 1])
        _ = await create(["path_pattern": "/high", "priority": 999])
        _ = await create(["path_pattern": "/mid", "scope": "proxy", "proxy_hostnames": ["a.test"]])
        #expect(await api.call("GET", path).column("routes", "path_pattern") == ["/high", "/mid", "/low"])
        #expect(await api.call("GET", "\(path)?scope=proxy").column("routes", "path_pattern") == ["/mid"])
        #expect(await api.call("GET", "\(path)?scope=all").column("routes", "path_pattern").count == 3)
        let table = await api.call("GET", "\(path)/formatted?format=table")
        #expect(table.text.hasPrefix("ROUTE_ID"))
    }

    @Test(arguments: ["(", "[a", "a{2,1}", "*"])
    func `refuses an expression that does not compile`(pattern: String) async {
        let reply = await create(["path_pattern": .string(pattern), "is_regex": true])
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/path_pattern"])
    }

    @Test(arguments: ["/a/../b", "/a/./b", "/%61", "/%zz", "/a?b", "/a b", "a"])
    func `refuses a path that no request has in that spelling`(pattern: String) async {
        #expect(await create(["path_pattern": .string(pattern)]).pointers == ["/path_pattern"])
    }

    @Test func `an update is checked as a creation`() async throws {
        let id = try #require(await create([:])["route_id"]?.stringValue)
        _ = await create(["priority": 60])
        #expect(await api.call("PUT", "\(path)/\(id)", ["priority": 60]).status == 409)
        #expect(await api.call("PUT", "\(path)/\(id)", ["priority": 61, "auth": "none"])["auth"] == "none")
        #expect(await api.call("PUT", "\(path)/\(id)", ["target_type": "service"]).pointers == ["/target_type"])
        let changed = await api.call("PUT", "\(path)/\(id)", ["target_type": "redirect", "target_value": "https://c/"])
        #expect(changed["target_status"] == 302)
        #expect(await api.call("PUT", "\(path)/nope", ["priority": 1]).status == 404)
    }

    @Test func `a token routes only what it owns`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b"], as: one)
        _ = await api.call(
            "POST", "/api/v1/services/external", ["service_name": "s", "target_url": "http://s"], as: two)
        let own: JSONObject = ["scope": "proxy", "proxy_hostnames": ["a.test"]]
        #expect(await create([:], as: one).status == 403)
        #expect(await create(own, as: two).pointers == ["/proxy_hostnames/0"])
        var foreign = own
        foreign["target_type"] = "service"
        foreign["target_value"] = "s"
        #expect(await create(foreign, as: one).pointers == ["/target_value"])
        let created = await create(own, as: one)
        #expect(created.status == 201)
        let id = try #require(created["route_id"]?.stringValue)
        #expect(await api.call("GET", "\(path)/\(id)", as: two).status == 404)
        #expect(await api.call("DELETE", "\(path)/\(id)", as: two).status == 404)
        #expect(await api.call("GET", path, as: two).column("routes", "route_id") == [])
        #expect(await api.call("DELETE", "\(path)/\(id)", as: one).status == 200)
    }

    @Test func `explains a decision`() async throws {
        let id = try #require(await create([:])["route_id"]?.stringValue)
        api.node.explanation.withLock {
            $0 = RouteExplanation(
                hostPattern: "a.test", routeID: nil, target: "http://b", guardState: "none",
                rejected: [
                    RouteExplanation.Rejection(routeID: id, pathPattern: "/api/", priority: 50, reason: "another path")
                ])
        }
        let reply = await api.call("GET", "\(path)/explain?host=A.test:8443&path=/x&method=post")
        #expect(
            reply.json == [
                "method": "POST", "host": "a.test", "path": "/x", "proxy": "a.test", "route_id": nil,
                "target": "http://b", "guard": "none",
                "rejected": [
                    ["route_id": .string(id), "path_pattern": "/api/", "priority": 50, "reason": "another path"]
                ],
            ])
        #expect(await api.call("GET", "\(path)/explain").status == 422)
        #expect(await api.call("GET", "\(path)/explain?host=a..b").status == 422)
        #expect(await api.call("GET", "\(path)/explain?host=a.test&path=x").status == 422)
    }

    @Test func `a token is told nothing of others' hosts`() async throws {
        let token = try await api.token("one")
        #expect(await api.call("GET", "\(path)/explain?host=a.test", as: token).status == 404)
    }
}
