import ProxyModel
import Testing

@Suite struct ObjectSchemaTests {
    private func issues(_ json: JSONValue) -> [String] {
        do throws(SchemaProblem) {
            _ = try ProxyTarget.schema.decode(json, form: .request)
            return []
        } catch {
            return error.issues.map { "\($0.pointer): \($0.detail)" }
        }
    }

    private func pointers(_ json: JSONValue) -> [String] { issues(json).map { String($0.prefix { $0 != ":" }) } }

    @Test func `defaults are those of the table`() throws {
        let proxy = try ProxyTarget.schema.decode(["hostname": "A.test."], form: .request)
        #expect(proxy == ProxyTarget(hostname: try HostPattern("a.test"), target: nil, createdAt: 0))
    }

    @Test func `shows every field, secrets excepted`() throws {
        let json = ProxyTarget.schema.encode(try Fixtures.fullProxy(), form: .request)
        #expect(json.members.map(\.name) == ProxyTarget.schema.descriptions.map(\.name))
        #expect(json["created_at"] == "2023-11-14T22:13:20.001Z")
        #expect(json["timeouts"] == ["connect": 1.5, "response": nil, "idle": 60])
        #expect(json["custom_headers"] == ["X-B": "1", "X-A": "2"])
        #expect(json["auth_required_users"] == [])
    }

    @Test func `reports every issue with its pointer`() {
        let json: JSONValue = [
            "hostname": "-a.test", "enabled": "yes", "nope/~": 1, "created_by": "me",
            "upstreams": [["url": "http://b"], ["weight": -1]], "custom_headers": ["Content-Length": "1", "a b": "c"],
            "timeouts": ["connect": 0], "address_deny": ["10.0.0.0/33"], "https_redirect": "sometimes",
        ]
        #expect(
            Set(pointers(json)) == [
                "/hostname", "/enabled", "/nope~1~0", "/created_by", "/upstreams/1/url", "/upstreams/1/weight",
                "/custom_headers/Content-Length", "/custom_headers/a b", "/timeouts/connect", "/address_deny/0",
                "/https_redirect",
            ])
    }

    @Test func `requires what has no default`() {
        #expect(issues([:]) == ["/hostname: is required"])
        #expect(issues([1]) == [": expected an object, found array"])
    }

    @Test func `checks conditions over several fields`() {
        #expect(
            pointers(["hostname": "a.test", "target_url": "http://b", "upstreams": [["url": "http://c"]]]) == [
                "/upstreams"
            ])
        for other: JSONObject in [["target_url": "http://b"], ["upstreams": [["url": "http://c"]]]] {
            var body: JSONObject = ["hostname": "a.test", "target_service": "echo"]
            for member in other.members { body.append(member.name, member.value) }
            #expect(pointers(.object(body)) == ["/target_service"])
        }
        #expect(pointers(["hostname": "a.test", "target_service": "echo"]) == [])
        #expect(pointers(["hostname": "a.test", "target_service": "-/echo"]) == ["/target_service"])
        #expect(pointers(["hostname": "a.test", "enable_http": false, "enable_https": false]) == ["/enable_http"])
        #expect(pointers(["hostname": "a.test", "auth_enabled": true]) == ["/auth_proxy"])
    }

    @Test func `an update touches only the fields that are there`() throws {
        var proxy = try Fixtures.fullProxy()
        var expected = proxy
        expected.certName = nil
        expected.enabled = true
        try ProxyTarget.schema.update(&proxy, with: ["cert_name": nil, "enabled": true], form: .request)
        #expect(proxy == expected)
    }

    @Test func `a refused update changes nothing`() throws {
        var proxy = try Fixtures.fullProxy()
        let before = proxy
        #expect(throws: SchemaProblem.self) {
            try ProxyTarget.schema.update(&proxy, with: ["enabled": true, "nope": 1], form: .request)
        }
        #expect(proxy == before)
    }

    @Test func `groups at their defaults are not kept`() throws {
        let json: JSONValue = [
            "hostname": "a.test", "max_body_bytes": nil, "auth_enabled": false, "custom_headers": [:],
            "resource_scopes": nil, "oauth_server_scopes": nil,
        ]
        let proxy = try ProxyTarget.schema.decode(json, form: .request)
        #expect(proxy.traffic == nil)
        #expect(proxy.auth == nil)
        #expect(proxy.headers == nil)
        #expect(proxy.resource == nil)
        #expect(proxy.oauthServer == nil)
    }

    @Test func `the definition lists requirements and defaults`() {
        let definition = ProxyTarget.schema.definition(.request)
        #expect(definition["required"] == ["hostname"])
        #expect(definition["additionalProperties"] == false)
        #expect(definition["properties"]?["created_by"] == nil)
        #expect(definition["properties"]?["enabled"]?["default"] == true)
        #expect(definition["properties"]?["https_redirect"]?["enum"] == ["auto", "always", "never"])
        #expect(ProxyTarget.schema.definition(.response)["properties"]?["created_by"]?["type"] == ["string", "null"])
    }
}
