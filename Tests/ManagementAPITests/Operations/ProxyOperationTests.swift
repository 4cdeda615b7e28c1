import ProxyModel
import TestSupport
import Testing

@Suite struct ProxyOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/proxy/targets"

    private func create(_ host: String, as token: String = ManagementHarness.admin) async -> Reply {
        await api.call("POST", path, ["hostname": .string(host), "target_url": "http://b:8080"], as: token)
    }

    @Test func `a proxy is created with its defaults`() async {
        let reply = await create("A.test")
        #expect(reply.status == 201)
        #expect(reply.headers["location"] == "/api/v1/proxy/targets/a.test")
        #expect(reply["certificate_status"] == "missing")
        #expect(reply["proxy_target"]?["hostname"] == "a.test")
        #expect(reply["proxy_target"]?["created_by"] == .null)
        #expect(reply["proxy_target"]?["created_at"] == "2027-01-15T08:00:00.000Z")
        #expect(await create("a.test").status == 409)
    }

    @Test func `tells how the host gets its certificate`() async {
        let base: [(JSONObject, JSONValue)] = [
            (["enable_https": false], "not_required"), (["internal": true], "local_ca"), ([:], "missing"),
        ]
        for (index, (members, status)) in base.enumerated() {
            var body: JSONObject = ["hostname": .string("h\(index).test"), "target_url": "http://b"]
            for member in members.members { body.append(member.name, member.value) }
            #expect(await api.call("POST", path, .object(body))["certificate_status"] == status)
        }
        #expect(await create("demo.localhost")["certificate_status"] == "local_ca")
    }

    @Test(
        arguments: [
            (["hostname": "-a.test", "target_url": "http://b"], "/hostname"),
            (["hostname": "a..test", "target_url": "http://b"], "/hostname"),
            (["hostname": "a.test", "target_url": "ftp://b"], "/target_url"), (["hostname": "a.test"], "/target_url"),
            (["hostname": "a.test", "target_url": "http://b", "cert_name": "none"], "/cert_name"),
            (["hostname": "a.test", "target_url": "http://b", "nope": 1], "/nope"),
            (["hostname": "a.test", "target_url": "http://b", "created_by": "me"], "/created_by"),
            (
                ["hostname": "a.test", "target_url": "http://b", "custom_headers": ["a": "b\r\nc: d"]],
                "/custom_headers/a"
            ),
            (
                ["hostname": "a.test", "target_url": "https://b", "upstream_tls": ["ca_pem": "x"]],
                "/upstream_tls/ca_pem"
            ), (["hostname": "a.test", "target_url": "http://b", "timeouts": ["connect": -1]], "/timeouts/connect"),
        ] as [(JSONValue, String)])
    func `refuses what is not valid`(body: JSONValue, pointer: String) async {
        let reply = await api.call("POST", path, body)
        #expect(reply.status == 422)
        #expect(reply.pointers == [pointer])
    }

    @Test(
        arguments: [
            (["auth_enabled": true, "auth_proxy": "auth.test"], ["/auth_proxy"]),
            (["auth_enabled": true], ["/auth_proxy"]),
            (["auth_enabled": true, "auth_proxy": "a.test"], ["/auth_proxy"]),
            (["rate_limit": ["requests_per_second": 1, "burst": 1]], ["/rate_limit"]),
            (["health_check": [:]], ["/health_check"]),
        ] as [(JSONObject, [String])])
    func `refuses what would not be served, and names it`(members: JSONObject, pointers: [String]) async {
        var body: JSONObject = ["hostname": "a.test", "target_url": "http://b"]
        for member in members.members { body.append(member.name, member.value) }
        let reply = await api.call("POST", path, .object(body))
        #expect(reply.status == 422)
        #expect(reply.pointers == pointers)
    }

    @Test func `a proxy without upstream says so`() async {
        #expect(await api.call("POST", path, ["hostname": "a.test", "target_url": nil]).status == 201)
        let body: JSONValue = [
            "hostname": "b.test", "upstreams": [["url": "http://b:1"], ["url": "http://b:2", "weight": 3]],
        ]
        #expect(await api.call("POST", path, body).status == 201)
    }

    @Test func `what was read can be sent back`() async {
        _ = await create("a.test")
        let shown = await api.call("GET", "\(path)/a.test")
        #expect(await api.call("PUT", "\(path)/a.test", shown.json).status == 200)
    }

    @Test func `an update changes what is given and keeps the rest`() async {
        _ = await create("a.test")
        api.clock.advance(by: 1000)
        let reply = await api.call(
            "PUT", "\(path)/a.test", ["custom_response_headers": ["X-A": "1"], "max_body_bytes": 10])
        #expect(reply["custom_response_headers"] == ["X-A": "1"])
        #expect(reply["max_body_bytes"] == 10)
        #expect(reply["target_url"] == "http://b:8080")
        #expect(reply["updated_at"] == "2027-01-15T08:00:01.000Z")
        #expect(await api.call("PUT", "\(path)/a.test", ["hostname": "c.test"]).pointers == ["/hostname"])
        #expect(await api.call("PUT", "\(path)/a.test", ["auth_enabled": true]).status == 422)
        #expect(await api.call("PUT", "\(path)/none.test", ["enabled": false]).status == 404)
    }

    @Test func `a host is switched off and on`() async {
        _ = await create("a.test")
        #expect(await api.call("POST", "\(path)/a.test/disable")["enabled"] == false)
        #expect(await api.call("POST", "\(path)/a.test/enable")["enabled"] == true)
        #expect(await api.call("POST", "\(path)/b.test/enable").status == 404)
    }

    @Test func `wildcards and IDN are reached by every spelling`() async {
        _ = await create("*.a.test")
        _ = await create("bücher.test")
        #expect(await api.call("GET", "\(path)/*.a.test").status == 200)
        #expect(await api.call("GET", "\(path)/%2A.A.test")["hostname"] == "*.a.test")
        #expect(await api.call("GET", "\(path)/b%C3%BCcher.test")["hostname"] == "xn--bcher-kva.test")
        #expect(await api.call("GET", "\(path)/a..b").status == 404)
    }

    @Test func `what another token owns does not exist`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        #expect(await create("a.test", as: one).status == 201)
        let calls: [(String, String, JSONValue?)] = [
            ("GET", "", nil), ("PUT", "", ["enabled": false]), ("DELETE", "", nil), ("POST", "/disable", nil),
            ("GET", "/routes", nil), ("PUT", "/routes", ["route_mode": "none"]), ("DELETE", "/certificate", nil),
        ]
        for (method, suffix, body) in calls {
            let others = await api.call(method, "\(path)/a.test\(suffix)", body, as: two)
            #expect(others.status == 404)
            let absent = await api.call(method, "\(path)/b.test\(suffix)", body, as: two)
            #expect(others["detail"]?.stringValue == absent["detail"]?.stringValue?.replacing("b.test", with: "a.test"))
        }
        #expect(await api.call("GET", path, as: two).column("proxies", "hostname") == [])
        #expect(await api.call("GET", path, as: one).column("proxies", "hostname") == ["a.test"])
        #expect(await api.call("GET", path).column("proxies", "created_by") == ["one"])
    }

    @Test func `only the admin serves the hosts that nobody names`() async throws {
        let token = try await api.token("one")
        #expect(await create("*", as: token).status == 403)
        #expect(await create("*").status == 201)
    }

    @Test func `decides which routes apply`() async throws {
        _ = await create("a.test")
        let route = await api.call(
            "POST", "/api/v1/routes", ["path_pattern": "/x", "target_type": "port", "target_value": 1])
        let id = try #require(route["route_id"]?.stringValue)
        #expect(await api.call("GET", "\(path)/a.test/routes").column("applicable_routes", "route_id") == [id])
        #expect(await api.call("POST", "\(path)/a.test/routes/\(id)/disable")["applicable_routes"] == [])
        let selective = await api.call(
            "PUT", "\(path)/a.test/routes", ["route_mode": "selective", "enabled_routes": [.string(id)]])
        #expect(selective.column("applicable_routes", "route_id") == [id])
        #expect(selective["disabled_routes"] == [])
        #expect(await api.call("PUT", "\(path)/a.test/routes", ["route_mode": "none"]).status == 200)
        #expect(await api.call("POST", "\(path)/a.test/routes/\(id)/enable").status == 400)
        #expect(await api.call("POST", "\(path)/a.test/routes/nope/enable").status == 404)
        let unknown = await api.call(
            "PUT", "\(path)/a.test/routes", ["route_mode": "all", "disabled_routes": ["nope"]])
        #expect(unknown.pointers == ["/disabled_routes/0"])
        #expect(await api.call("PUT", "\(path)/a.test/routes", ["route_mode": "allowlist"]).status == 422)
    }

    @Test func `a deleted proxy is gone`() async {
        _ = await create("a.test")
        #expect(await api.call("DELETE", "\(path)/a.test").status == 200)
        #expect(await api.call("GET", "\(path)/a.test").status == 404)
    }
}
