import OAuthServer
import ProxyModel
import TestSupport
import Testing

@Suite struct PortTokenOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/ports/tokens"

    private func put(_ name: String, owner: String? = nil) async throws {
        var service = ContainerService(name: name, createdAt: 1)
        service.image = "echo"
        service.owner = owner
        let revision = try await api.store.commit(
            [.put(.dockerService(service))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
    }

    @Test func `the text is shown once, and its digest is kept`() async throws {
        try await put("web")
        let reply = await api.call(
            "POST", path, ["name": "ci", "allowed_services": ["web"], "allowed_ports": [8080], "expires_hours": 2])
        #expect(reply.status == 201)
        #expect(reply.headers["location"] == "\(path)/ci")
        let text = try #require(reply["token"]?.stringValue)
        #expect(text.hasPrefix("acp_"))
        let record = try #require(api.follower.snapshot?.portTokens["ci"]?.value)
        #expect(record.digest == SecretDigest.hexadecimal(text))
        #expect(record.allowedServices == ["web"])
        #expect(record.allowedPorts == [8080])
        #expect(record.expiresAt == api.clock.now + 7_200_000)
        for path in [path, "\(path)/ci"] {
            let shown = await api.call("GET", path)
            #expect(shown.status == 200)
            #expect(!shown.text.contains(text))
            #expect(!shown.text.contains(record.digest))
        }
        #expect(await api.call("POST", path, ["name": "ci"]).status == 409)
    }

    @Test func `one that is deleted opens nothing any more`() async {
        _ = await api.call("POST", path, ["name": "a b"])
        #expect(api.follower.snapshot?.portTokens["a b"]?.value.expiresAt == nil)
        #expect(await api.call("DELETE", "\(path)/a%20b").status == 200)
        #expect(api.follower.snapshot?.portTokens.isEmpty == true)
        #expect(await api.call("DELETE", "\(path)/a%20b").status == 404)
    }

    @Test(
        arguments: [
            (["name": ""], ["/name"]), ([:], ["/name"]), (["name": "a", "expires_hours": 0], ["/expires_hours"]),
            (["name": "a", "allowed_ports": [0]], ["/allowed_ports/0"]), (["name": "a/b"], ["/name"]),
            (["name": "a", "allowed_services": ["none"]], ["/allowed_services/0"]),
            (["name": "a", "token_hash": "x"], ["/token_hash"]),
        ] as [(JSONValue, [String])])
    func `refuses what makes no token`(body: JSONValue, pointers: [String]) async {
        let reply = await api.call("POST", path, body)
        #expect(reply.status == 422)
        #expect(reply.pointers == pointers)
    }

    @Test func `a token names its own services only, and its tokens are nobody else's`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        try await put("mine", owner: "one")
        let foreign = await api.call("POST", path, ["name": "t", "allowed_services": ["mine"]], as: two)
        #expect(foreign.pointers == ["/allowed_services/0"])
        #expect(
            await api.call("POST", path, ["name": "t", "allowed_services": ["mine"]], as: one)["created_by"] == "one")
        #expect(await api.call("GET", path, as: two).column("tokens", "name") == [])
        #expect(await api.call("GET", path, as: one).column("tokens", "name") == ["t"])
        #expect(await api.call("GET", "\(path)/t", as: two).status == 404)
        #expect(await api.call("DELETE", "\(path)/t", as: two).status == 404)
    }

    @Test func `what the admin makes for somebody's services is theirs`() async throws {
        let one = try await api.token("one")
        try await put("mine", owner: "one")
        try await put("ours")
        #expect(await api.call("POST", path, ["name": "t", "allowed_services": ["mine"]])["created_by"] == "one")
        #expect(await api.call("GET", path, as: one).column("tokens", "name") == ["t"])
        let mixed = await api.call("POST", path, ["name": "u", "allowed_services": ["mine", "ours"]])
        #expect(mixed.pointers == ["/allowed_services/1"])
    }
}
