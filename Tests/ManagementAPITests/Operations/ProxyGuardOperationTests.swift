import ProxyModel
import Testing

@Suite struct `Guards of hosts` {
    private let api = ManagementHarness()
    private let path = "/api/v1/proxy/targets"

    private func makeHosts() async {
        for host in ["auth.test", "a.test"] {
            _ = await api.call("POST", path, ["hostname": .string(host), "target_url": "http://b"])
        }
    }

    @Test func `are set with the predecessor's names and defaults`() async {
        await makeHosts()
        let reply = await api.call(
            "POST", "\(path)/a.test/auth",
            ["auth_proxy": "auth.test", "mode": "redirect", "required_users": ["ann"], "excluded_paths": ["/open"]])
        #expect(reply.status == 200)
        #expect(reply["enabled"] == true && reply["mode"] == "redirect" && reply["auth_proxy"] == "auth.test")
        #expect(reply["cookie_name"] == "unified_auth_token" && reply["header_prefix"] == "X-Auth-")
        #expect(reply["required_emails"] == .null && reply["pass_headers"] == true)
        let proxy = await api.call("GET", "\(path)/a.test")
        #expect(proxy["auth_enabled"] == true && proxy["auth_required_users"] == ["ann"])
        #expect(await api.call("GET", "\(path)/a.test/auth")["excluded_paths"] == ["/open"])
    }

    @Test func `are replaced whole, not mixed with what was there`() async {
        await makeHosts()
        _ = await api.call(
            "POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test", "required_users": ["ann"], "mode": "redirect"])
        let reply = await api.call("POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test"])
        #expect(reply["required_users"] == .null && reply["mode"] == "forward")
    }

    @Test func `name the identity providers that count`() async {
        await makeHosts()
        _ = await api.call(
            "POST", "/api/v1/oauth/providers",
            ["name": "corp", "kind": "oidc", "client_id": "c", "issuer": "https://id.test"])
        let reply = await api.call(
            "POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test", "providers": ["corp", "local"]])
        #expect(reply.status == 200)
        #expect(await api.call("GET", "\(path)/a.test")["auth_providers"] == ["corp", "local"])
        #expect(await api.call("GET", "\(path)/a.test/auth")["providers"] == ["corp", "local"])
        let unknown = await api.call("PUT", "\(path)/a.test", ["auth_providers": ["local", "nowhere"]])
        #expect(unknown.status == 422 && unknown.pointers == ["/auth_providers/1"])
    }

    @Test func `are taken away`() async {
        await makeHosts()
        _ = await api.call("POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test"])
        #expect(await api.call("DELETE", "\(path)/a.test/auth")["enabled"] == false)
        #expect(await api.call("GET", "\(path)/a.test")["auth_enabled"] == false)
    }

    @Test(
        arguments: [
            ([:], "/auth_proxy"), (["auth_proxy": "none.test"], "/auth_proxy"),
            (["auth_proxy": "a.test"], "/auth_proxy"), (["auth_proxy": "auth.test", "mode": "never"], "/mode"),
            (["auth_proxy": "auth.test", "nope": 1], "/nope"),
            (["auth_proxy": "auth.test", "required_users": [1]], "/required_users/0"),
            (["auth_proxy": "auth.test", "cookie_name": "a b"], "/cookie_name"),
            (["auth_proxy": "auth.test", "auth_mode": "forward"], "/auth_mode"),
        ] as [(JSONValue, String)])
    func `refuse what is not valid, by the names of the request`(body: JSONValue, pointer: String) async {
        await makeHosts()
        let reply = await api.call("POST", "\(path)/a.test/auth", body)
        #expect(reply.status == 422)
        #expect(reply.pointers == [pointer])
    }

    @Test func `are the owner's business`() async throws {
        await makeHosts()
        let other = try await api.token("other")
        #expect(await api.call("POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test"], as: other).status == 404)
        #expect(await api.call("GET", "\(path)/a.test/auth", as: other).status == 404)
    }

    @Test func `announce resources with defaults, and no longer`() async {
        await makeHosts()
        #expect(await api.call("GET", "\(path)/a.test/resource")["configured"] == false)
        let reply = await api.call("POST", "\(path)/a.test/resource", [:])
        #expect(reply["configured"] == true && reply["endpoint"] == "/mcp")
        #expect(reply["scopes"] == ["mcp:read", "mcp:write"])
        let other = await api.call(
            "POST", "\(path)/a.test/resource", ["endpoint": "/api", "server_info": ["name": "x"]])
        #expect(other["endpoint"] == "/api" && other["server_info"] == ["name": "x"])
        #expect(await api.call("POST", "\(path)/a.test/resource", ["endpoint": "x"]).pointers == ["/endpoint"])
        #expect(await api.call("DELETE", "\(path)/a.test/resource")["configured"] == false)
    }

    @Test func `say who may use which tools, and no longer`() async {
        await makeHosts()
        let rules: JSONValue = [["groups": ["staff"], "tools": ["*"]]]
        // Where nobody signs in there are no rights.
        #expect(
            await api.call("POST", "\(path)/a.test/tool-access", ["tool_access": rules]).pointers == ["/tool_access"])
        _ = await api.call("POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test"])
        _ = await api.call("POST", "\(path)/a.test/resource", [:])
        #expect(await api.call("GET", "\(path)/a.test/tool-access")["tool_access"] == .null)
        let reply = await api.call("POST", "\(path)/a.test/tool-access", ["tool_access": rules])
        #expect(reply["tool_access"]?.arrayValue?.first?["groups"] == ["staff"])
        #expect(await api.call("GET", "\(path)/a.test")["tool_access"]?.arrayValue?.count == 1)
        for (body, pointer) in [
            ([:], "/tool_access"), (["tool_access": [["tools": ["a"], "what": 1]]], "/tool_access/0/what"),
            (["rules": []], "/rules"),
        ] as [(JSONValue, String)] {
            let refused = await api.call("POST", "\(path)/a.test/tool-access", body)
            #expect(refused.status == 422)
            #expect(refused.pointers.contains(pointer))
        }
        #expect(await api.call("DELETE", "\(path)/a.test/auth").pointers == ["/tool_access"])
        #expect(await api.call("DELETE", "\(path)/a.test/resource").pointers == ["/tool_access"])
        #expect(await api.call("DELETE", "\(path)/a.test/tool-access")["tool_access"] == .null)
        #expect(await api.call("DELETE", "\(path)/a.test/auth").status == 200)
    }

    @Test func `change the server's metadata for a host`() async {
        await makeHosts()
        #expect(await api.call("GET", "\(path)/a.test/oauth-server")["status"] == "not_configured")
        let reply = await api.call(
            "POST", "\(path)/a.test/oauth-server", ["scopes": ["a"], "override_defaults": true])
        #expect(reply["status"] == "configured" && reply["scopes"] == ["a"] && reply["override_defaults"] == true)
        let list = await api.call("GET", "\(path)/oauth-servers/configured")
        #expect(list["count"] == 1 && list.column("proxies", "hostname") == ["a.test"])
        #expect(await api.call("DELETE", "\(path)/a.test/oauth-server")["status"] == "not_configured")
    }

    @Test func `are listed, changed and deleted as resources`() async {
        await makeHosts()
        let created = await api.call(
            "POST", "/api/v1/resources", ["uri": "https://a.test/mcp/", "name": "Tools", "scopes": ["x"]])
        #expect(created.status == 201)
        #expect(created["uri"] == "https://a.test/mcp" && created["name"] == "Tools" && created["guarded"] == false)
        #expect(created["metadata_url"] == "https://a.test/.well-known/oauth-protected-resource/mcp")
        #expect(await api.call("POST", "/api/v1/resources", ["uri": "https://a.test/other"]).status == 409)
        #expect(await api.call("POST", "/api/v1/resources", ["uri": "https://none.test/"]).pointers == ["/uri"])
        #expect(await api.call("POST", "/api/v1/resources", ["uri": "ftp://a.test/"]).pointers == ["/uri"])
        let one = "/api/v1/resources/a.test%2Fmcp"
        #expect(await api.call("GET", one)["proxy_target"] == "a.test")
        #expect(await api.call("PUT", one, ["scopes": ["y"]])["scopes"] == ["y"])
        #expect(await api.call("GET", "/api/v1/resources").column("resources", "uri") == ["https://a.test/mcp"])
        #expect(await api.call("DELETE", one).status == 200)
        #expect(await api.call("GET", one).status == 404)
    }

    @Test func `are announced all at once`() async {
        await makeHosts()
        _ = await api.call("POST", "\(path)/a.test/auth", ["auth_proxy": "auth.test"])
        #expect(await api.call("POST", "/api/v1/resources/auto-register")["registered"] == ["a.test"])
        #expect(await api.call("POST", "/api/v1/resources/auto-register")["registered"] == [])
    }

    @Test func `tell whether a token is good for them`() async {
        await makeHosts()
        _ = await api.call("POST", "\(path)/a.test/resource", [:])
        api.authorization.add(
            token: "good", ["active": true, "aud": "https://a.test/mcp", "scope": "mcp:read", "sub": "local:ann"])
        api.authorization.add(token: "foreign", ["active": true, "aud": ["https://b.test/mcp"], "scope": "mcp:read"])
        let check = "/api/v1/resources/https%3A%2F%2Fa.test%2Fmcp/validate-token"
        let good = await api.call("POST", check, ["token": "good", "scopes": ["mcp:read"]])
        #expect(good["valid"] == true && good["user_id"] == "local:ann")
        #expect(await api.call("POST", check, ["token": "good", "scopes": ["mcp:write"]])["valid"] == false)
        #expect(await api.call("POST", check, ["token": "foreign"])["valid"] == false)
        #expect(await api.call("POST", check, ["token": "none"])["valid"] == false)
    }
}
