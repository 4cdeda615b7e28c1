import ProxyModel
import TestSupport
import Testing

@Suite struct TokenOperationTests {
    private let api = ManagementHarness()

    @Test func `a token is shown once and kept as a digest`() async throws {
        let reply = await api.call("POST", "/api/v1/tokens", ["name": "ci", "cert_email": "ci@example.com"])
        #expect(reply.status == 201)
        #expect(reply.headers["location"] == "/api/v1/tokens/ci")
        let text = try #require(reply["token"]?.stringValue)
        #expect(text.hasPrefix("acm_"))
        #expect(text.utf8.count == 4 + 43)
        let stored = try #require(try await api.store.load().tokens["ci"]).value
        #expect(stored.digest.count == 64)
        #expect(!ConfigurationRecord.token(stored).storedJSON().contains(Array(text.utf8)))
        #expect(!(await api.call("GET", "/api/v1/tokens/ci").text.contains(text)))
        #expect(!(await api.call("GET", "/api/v1/tokens").text.contains(stored.digest)))
    }

    @Test func `generate says what to do with it`() async {
        let reply = await api.call("POST", "/api/v1/tokens/generate", ["name": "ci", "cert_email": "ci@example.com"])
        #expect(
            reply.json.objectValue?.members.map(\.name) == ["message", "name", "token", "cert_email", "created_at"])
    }

    @Test func `no two tokens are the same`() async throws {
        #expect(try await api.token("a") != api.token("b"))
    }

    @Test(arguments: ["admin", "ADMIN", "info", "email", "generate", "formatted", "", "a/b", "a b", "ü"])
    func `refuses names that are reserved or no names`(name: String) async {
        let reply = await api.call("POST", "/api/v1/tokens", ["name": .string(name)])
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/name"])
    }

    @Test func `info tells whose token it is`() async throws {
        let token = try await api.token("ci")
        #expect(
            await api.call("GET", "/api/v1/tokens/info", as: token).json
                == ["name": "ci", "cert_email": nil, "is_admin": false])
        #expect(await api.call("GET", "/api/v1/tokens/info")["is_admin"] == true)
    }

    @Test func `a token changes its own address`() async throws {
        let token = try await api.token("ci")
        let reply = await api.call("PUT", "/api/v1/tokens/email", ["email": "new@example.com"], as: token)
        #expect(reply.status == 200)
        #expect(await api.call("GET", "/api/v1/tokens/ci")["cert_email"] == "new@example.com")
        #expect(await api.call("PUT", "/api/v1/tokens/email", ["email": "no"], as: token).status == 422)
        #expect(await api.call("PUT", "/api/v1/tokens/email", ["email": "a@example.com"]).status == 409)
    }

    @Test func `shows and lists what a token owns`() async throws {
        let token = try await api.token("ci")
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b"], as: token)
        let shown = await api.call("GET", "/api/v1/tokens/ci")
        #expect(shown["proxy_count"] == 1)
        #expect(shown["proxies"] == ["a.test"])
        #expect(await api.call("GET", "/api/v1/tokens/ci/proxies").column("proxies", "hostname") == ["a.test"])
        #expect(await api.call("GET", "/api/v1/tokens/ci/certificates")["certificate_count"] == 0)
        #expect(await api.call("GET", "/api/v1/tokens/none").status == 404)
        #expect(await api.call("GET", "/api/v1/tokens/none/proxies").status == 404)
    }

    @Test func `a token that owns something is deleted only with what it owns`() async throws {
        let token = try await api.token("ci")
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b"], as: token)
        _ = await api.call(
            "POST", "/api/v1/services/external", ["service_name": "s", "target_url": "http://s"], as: token)
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "keep.test", "target_url": "http://b"])
        let refused = await api.call("DELETE", "/api/v1/tokens/ci")
        #expect(refused.status == 409)
        #expect(refused["owns"]?["proxies"] == ["a.test"])
        #expect(refused["owns"]?["services"] == ["s"])
        let deleted = await api.call("DELETE", "/api/v1/tokens/ci?cascade=true")
        #expect(deleted.status == 200)
        #expect(deleted["deleted"]?["proxies"] == ["a.test"])
        let snapshot = try await api.store.load()
        #expect(snapshot.tokens.isEmpty)
        #expect(Array(snapshot.proxies.keys) == ["keep.test"])
        #expect(await api.call("DELETE", "/api/v1/tokens/ci").status == 404)
    }
}
