import ManagementAPI
import ProxyModel
import TestSupport
import Testing

@Suite struct `Operations of the authorization server` {
    private let api = ManagementHarness()
    private let path = "/api/v1/oauth"

    @Test func `accounts are made, changed and deleted, and no answer shows a hash`() async {
        let created = await api.call(
            "POST", "\(path)/users", ["name": "Ann", "password": "correct horse", "email": "ann@example.com"])
        #expect(created.status == 201)
        #expect(created["name"] == "ann" && created["disabled"] == false)
        #expect(created.headers["location"] == "\(path)/users/ann")
        #expect(await api.call("POST", "\(path)/users", ["name": "ann", "password": "x"]).status == 409)
        let changed = await api.call(
            "PUT", "\(path)/users/ann", ["email": .null, "groups": ["dev"], "display_name": "Ann A."])
        #expect(changed["email"] == .null && changed["groups"] == ["dev"] && changed["display_name"] == "Ann A.")
        #expect(await api.call("PUT", "\(path)/users/ann", ["password": "another one"])["groups"] == ["dev"])
        let list = await api.call("GET", "\(path)/users")
        #expect(list.column("users", "name") == ["ann"])
        for reply in [created, changed, list] { #expect(!reply.text.contains("hash") && !reply.text.contains("horse")) }
        #expect(await api.call("DELETE", "\(path)/users/ann").status == 200)
        #expect(await api.call("GET", "\(path)/users/ann").status == 404)
    }

    @Test(
        arguments: [
            (["name": "a b", "password": "x"], "/name"), (["name": "ann"], "/password"),
            (["name": "ann", "password": ""], "/password"),
            (["name": "ann", "password": "x", "email": "nobody"], "/email"),
            (["name": "ann", "password": "x", "password_hash": "y"], "/password_hash"),
        ] as [(JSONValue, String)])
    func `refuses an account that is not valid`(body: JSONValue, pointer: String) async {
        let reply = await api.call("POST", "\(path)/users", body)
        #expect(reply.status == 422)
        #expect(reply.pointers == [pointer])
    }

    @Test func `a host becomes the authorization server`() async throws {
        let reply = await api.call("POST", "\(path)/admin/setup-routes", ["oauth_domain": "Auth.test"])
        #expect(reply["proxy_created"] == true && reply["success"] == true)
        #expect(reply["created_routes"] == ["oauth-auth-test"])
        let route = await api.call("GET", "/api/v1/routes/oauth-auth-test")
        #expect(route["target_type"] == "service" && route["target_value"] == "oauth")
        #expect(route["proxy_hostnames"] == ["auth.test"] && route["path_pattern"] == "/")
        let again = await api.call("POST", "\(path)/admin/setup-routes", ["oauth_domain": "auth.test"])
        #expect(again["skipped_routes"] == ["oauth-auth-test"] && again["created_routes"] == [])
        let forced = await api.call(
            "POST", "\(path)/admin/setup-routes", ["oauth_domain": "auth.test", "force": true])
        #expect(forced["created_routes"] == ["oauth-auth-test"])
        let status = await api.call("GET", "\(path)/admin/setup-status?domain=auth.test")
        #expect(status["configured"] == true && status["routes"] == ["oauth-auth-test"])
        #expect(await api.call("GET", "\(path)/admin/setup-status?domain=b.test")["configured"] == false)
        #expect(await api.call("GET", "/api/v1/config/check")["warnings"] == [])
    }

    @Test func `a host with an upstream keeps everything but the server's paths`() async {
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "auth.test", "target_url": "http://b"])
        let reply = await api.call("POST", "\(path)/admin/setup-routes", ["oauth_domain": "auth.test"])
        #expect(reply["proxy_created"] == false)
        let patterns = await api.call("GET", "/api/v1/routes?per_page=100").column("routes", "path_pattern")
        #expect(patterns.contains("/authorize") && patterns.contains("/token") && !patterns.contains("/"))
    }

    @Test(arguments: ["*.test", "a..b", "", "a b"])
    func `no other text becomes one`(_ host: String) async {
        let reply = await api.call("POST", "\(path)/admin/setup-routes", ["oauth_domain": .string(host)])
        #expect(reply.status == 422)
    }

    @Test func `clients are registered, trusted, barred and deleted`() async {
        let registered = await api.call(
            "POST", "\(path)/clients", ["client_name": "Tool", "redirect_uris": ["https://c.test/cb"]])
        #expect(registered.status == 201 && registered["client_secret"] == "shown-once")
        #expect(await api.call("GET", "\(path)/clients/c-1")["client_name"] == "Tool")
        #expect(await api.call("PUT", "\(path)/clients/c-1", ["trusted": true])["trusted"] == true)
        #expect(api.authorization.ended.isEmpty)
        let barred = await api.call("PUT", "\(path)/clients/c-1", ["disabled": true])
        #expect(barred["disabled"] == true && barred["trusted"] == true && barred["is_active"] == false)
        #expect(api.authorization.ended == [.client("c-1")])
        #expect(await api.call("GET", "\(path)/clients?active_only=true").column("clients", "client_id") == [])
        #expect(await api.call("GET", "\(path)/clients").column("clients", "client_id") == ["c-1"])
        #expect(await api.call("DELETE", "\(path)/clients/c-1").status == 200)
        #expect(await api.call("GET", "\(path)/clients/none").status == 404)
        #expect(await api.call("PUT", "\(path)/clients/none", ["trusted": true]).status == 404)
        #expect(await api.call("POST", "\(path)/clients", ["client_name": "x"]).status == 422)
    }

    @Test func `what was disabled long ago is pruned on command`() async {
        let told = await api.call("POST", "\(path)/clients/prune?dry_run=true")
        #expect(told.status == 200 && told["dry_run"] == true && told["unused"] == 1)
        #expect(told["disabled"] == ["c-7776000000"])
        let pruned = await api.call("POST", "\(path)/clients/prune?days=0")
        #expect(pruned["dry_run"] == false && pruned["disabled"] == ["c-0"] && pruned["unused"] == 0)
        for days in ["-1", "3651", "1.5", "x", "99999999999999999999"] {
            #expect(await api.call("POST", "\(path)/clients/prune?days=\(days)").status == 422)
        }
        api.authorization.setAway(true)
        #expect(await api.call("POST", "\(path)/clients/prune").status == 503)
    }

    @Test func `a client may be called by an address`() async {
        let id = "https://client.test/metadata.json"
        api.authorization.add(client: id, ["client_name": "Remote"])
        let one = "\(path)/clients/https%3A%2F%2Fclient.test%2Fmetadata.json"
        #expect(await api.call("GET", one)["client_name"] == "Remote")
        let listed = await api.call("GET", "\(path)/clients")
        #expect(listed.column("clients", "client_id") == [id] && listed.column("clients", "client_name") == [])
        #expect(await api.call("PUT", one, ["trusted": true])["trusted"] == true)
    }

    @Test func `sessions, access and consents are listed and ended`() async {
        api.authorization.add(
            UserSession(
                id: "s1", subject: "github:7", username: "ann", provider: "github", clientAddress: "192.0.2.1",
                userAgent: "x", authenticatedAt: 1, lastUsedAt: 2_000))
        api.authorization.add(
            ClientAccess(
                clientID: "c", clientName: "Tool", subject: "github:7", resources: ["https://a.test/mcp"],
                scopes: ["a", "b"], authorizedAt: 1, lastUsedAt: 2, lastAddress: nil))
        api.authorization.add(GivenConsent(clientID: "c", subject: "github:7", scopes: ["a"], givenAt: 3))
        #expect(await api.call("GET", "\(path)/sessions").column("sessions", "session_id") == ["s1"])
        #expect(await api.call("GET", "\(path)/sessions?user=bob").column("sessions", "session_id") == [])
        #expect(await api.call("GET", "\(path)/tokens?client_id=c").column("tokens", "scope") == ["a b"])
        #expect(await api.call("GET", "\(path)/tokens?client_id=d").column("tokens", "scope") == [])
        #expect(await api.call("GET", "\(path)/consents?user=github:7").column("consents", "client_id") == ["c"])
        #expect(await api.call("DELETE", "\(path)/consents?user=github:7&client_id=c").status == 200)
        #expect(await api.call("GET", "\(path)/consents?user=github:7").column("consents", "client_id") == [])
        #expect(await api.call("DELETE", "\(path)/sessions/s1")["status"] == "revoked")
        #expect(await api.call("DELETE", "\(path)/sessions/s1").status == 404)
    }

    @Test(
        arguments: [
            (["jti": "j"], .token("j")), (["grant": "g"], .grant("g")), (["user": "Ann"], .user("local:ann")),
            (["user": "github:7"], .user("github:7")), (["client_id": "c"], .client("c")),
            (["user": "ann", "client_id": "c"], .userAndClient(user: "local:ann", client: "c")),
        ] as [(JSONValue, Revocation.Subject)])
    func `access is ended by what names it`(body: JSONValue, subject: Revocation.Subject) async {
        #expect(await api.call("POST", "\(path)/tokens/revoke", body).status == 200)
        #expect(api.authorization.ended == [subject])
    }

    @Test(
        arguments: [[:], ["jti": "j", "user": "ann"], ["grant": "g", "jti": "j"], ["grant": "g", "client_id": "c"]]
            as [JSONValue])
    func `access is not ended by what names nothing or too much`(body: JSONValue) async {
        #expect(await api.call("POST", "\(path)/tokens/revoke", body).status == 422)
        #expect(api.authorization.ended.isEmpty)
    }

    @Test func `a store that is away is said to be`() async {
        api.authorization.setAway(true)
        #expect(await api.call("GET", "\(path)/sessions").status == 503)
        #expect(await api.call("POST", "\(path)/tokens/revoke", ["jti": "j"]).status == 503)
    }

    @Test func `providers keep their secret sealed and never show it`() async throws {
        let body: JSONValue = [
            "name": "corp", "kind": "oidc", "issuer": "https://login.test/", "client_id": "x",
            "client_secret": "s3cret",
        ]
        let created = await api.call("POST", "\(path)/providers", body)
        #expect(created.status == 201 && created["issuer"] == "https://login.test")
        #expect(!created.text.contains("s3cret") && created["sealed_secret"] == nil)
        let stored = try #require(try await api.store.load().identityProviders["corp"]?.value)
        let sealed = try #require(stored.sealedSecret.flatMap { Base64URL.decode($0) })
        #expect(try TaggedSealer().open(sealed, purpose: "identity-provider:corp") == Array("s3cret".utf8))
        #expect(await api.call("PUT", "\(path)/providers/corp", ["label": "Corp"])["label"] == "Corp")
        #expect(try await api.store.load().identityProviders["corp"]?.value.sealedSecret == stored.sealedSecret)
        #expect(await api.call("PUT", "\(path)/providers/corp", ["client_secret": .null]).status == 200)
        #expect(try await api.store.load().identityProviders["corp"]?.value.sealedSecret == nil)
        #expect(await api.call("PUT", "\(path)/providers/corp", ["name": "other"]).pointers == ["/name"])
        #expect(await api.call("POST", "\(path)/providers", body).status == 409)
        #expect(await api.call("DELETE", "\(path)/providers/corp").status == 200)
        #expect(await api.call("GET", "\(path)/providers/corp").status == 404)
    }

    @Test func `with a provider its users' keys and access go`() async throws {
        for name in ["corp", "corps"] {
            _ = await api.call(
                "POST", "\(path)/providers",
                ["name": .string(name), "kind": "oidc", "issuer": "https://login.test", "client_id": "x"])
        }
        func putKeys() async throws {
            let snapshot = try await api.store.load()
            let keys = [("k1", "corp:7"), ("k2", "corps:7"), ("k3", "local:corp")].map { id, subject in
                Change.put(
                    .apiKey(
                        APIKey(id: id, digest: "", label: id, subject: subject, username: "ann", createdAt: 0)))
            }
            _ = try await api.store.commit(keys, expecting: snapshot.revision)
        }
        try await putKeys()
        #expect(await api.call("PUT", "\(path)/providers/corp", ["label": "C"]).status == 200)
        #expect(api.authorization.endedProviders.isEmpty)
        #expect(await api.call("PUT", "\(path)/providers/corp", ["disabled": true]).status == 200)
        #expect(api.authorization.endedProviders == ["corp"])
        #expect(try await api.store.load().apiKeys.count == 3)
        api.clock.advance(by: 1_000)
        #expect(await api.call("PUT", "\(path)/providers/corp", ["issuer": "https://other.test"]).status == 200)
        #expect(api.authorization.endedProviders == ["corp", "corp"])
        #expect(try await api.store.load().apiKeys.keys.sorted() == ["k2", "k3"])
        #expect(try await api.store.load().identityProviders["corp"]?.value.createdAt == api.clock.now)
        try await putKeys()
        #expect(await api.call("DELETE", "\(path)/providers/corp").status == 200)
        #expect(api.authorization.endedProviders == ["corp", "corp", "corp", "corp"])
        #expect(try await api.store.load().apiKeys.keys.sorted() == ["k2", "k3"])
    }

    @Test func `access that could not be ended is ended by the next try`() async {
        let body: JSONValue = ["name": "corp", "kind": "oidc", "issuer": "https://login.test", "client_id": "x"]
        _ = await api.call("POST", "\(path)/providers", body)
        api.authorization.add(client: "c-1", [:])
        for isAway in [true, false] {
            api.authorization.setAway(isAway)
            let status = isAway ? 503 : 200
            #expect(await api.call("PUT", "\(path)/providers/corp", ["disabled": true]).status == status)
            #expect(await api.call("PUT", "\(path)/clients/c-1", ["disabled": true]).status == status)
        }
        #expect(api.authorization.endedProviders == ["corp"] && api.authorization.ended == [.client("c-1")])
        for isAway in [true, false] {
            api.authorization.setAway(isAway)
            let status = isAway ? 503 : 200
            #expect(await api.call("DELETE", "\(path)/providers/corp").status == status)
        }
        #expect(await api.call("DELETE", "\(path)/providers/corp").status == 404)
        #expect(api.authorization.endedProviders == ["corp", "corp", "corp"])
    }

    @Test func `with a provider that a document disables or lacks its users' access goes`() async {
        let document = { (isDisabled: Bool) -> JSONValue in
            [
                "identity_providers": [
                    [
                        "name": "corp", "kind": "oidc", "issuer": "https://a", "client_id": "x",
                        "disabled": .bool(isDisabled),
                    ]
                ]
            ]
        }
        #expect(await api.call("POST", "/api/v1/config/import", document(false)).status == 200)
        #expect(await api.call("POST", "/api/v1/config/import?dry_run=true", document(true)).status == 200)
        let skipping = await api.call("POST", "/api/v1/config/import?skip_existing=true", document(true))
        #expect(skipping["skipped"] == ["identity_providers/corp"])
        #expect(api.authorization.endedProviders.isEmpty)
        for isAway in [true, false] {
            api.authorization.setAway(isAway)
            let reply = await api.call("POST", "/api/v1/config/import", document(true))
            #expect(reply.status == (isAway ? 503 : 200))
        }
        #expect(api.authorization.endedProviders == ["corp"])
        let replaced = await api.call(
            "POST", "/api/v1/config/import?mode=replace", ["identity_providers": []])
        #expect(replaced["deleted"] == ["identity_providers/corp"])
        #expect(api.authorization.endedProviders == ["corp", "corp"])
    }

    @Test func `what is kept of forgotten clients is no client, and stays`() async throws {
        let (forgotten, shared) = ("forgotten:0", "metadata:0")
        let digest = JSONValue.string(String(repeating: "0", count: 32))
        let document: JSONValue = [
            "clients": [
                ["client_id": .string(forgotten), "metadata": ["digests": [digest]]],
                ["client_id": .string(shared), "metadata": [:]],
            ]
        ]
        #expect(await api.call("POST", "/api/v1/config/import", document)["created"]?.arrayValue?.count == 2)
        for id in [forgotten, shared] {
            api.authorization.add(client: id, [:])
            let one = "\(path)/clients/\(id.replacing(":", with: "%3A"))"
            #expect(await api.call("PUT", one, ["disabled": true]).status == 404)
            #expect(await api.call("DELETE", one).status == 404)
        }
        #expect(api.authorization.ended.isEmpty)
        let reply = await api.call("POST", "/api/v1/config/import?mode=replace", ["clients": []])
        #expect(reply["deleted"] == ["clients/metadata:0"])
        #expect(try await api.store.load().clients.keys.sorted() == [forgotten])
    }

    @Test func `an older document makes no forgotten client known again`() async throws {
        let digests = ["00", "01", "02"].map { $0 + String(repeating: "a", count: 30) }
        func document(_ indices: [Int]) -> JSONValue {
            let texts = indices.map { JSONValue.string(digests[$0]) }
            return ["clients": [["client_id": "forgotten:0", "metadata": ["digests": .array(texts)]]]]
        }
        for indices in [[1], [0, 1], [1, 2]] {
            #expect(await api.call("POST", "/api/v1/config/import", document(indices)).status == 200)
        }
        let reply = await api.call("POST", "/api/v1/config/import?mode=replace", document([1]))
        #expect(reply["unchanged"] == 1)
        let kept = try await api.store.load().clients["forgotten:0"]?.value.metadata
        #expect(kept == JSONValue.object(["digests": .array(digests.map { .string($0) })]).compactText)
        let broken: JSONValue = ["clients": [["client_id": "forgotten:1", "metadata": ["digests": ["x"]]]]]
        #expect(await api.call("POST", "/api/v1/config/import", broken).status == 409)
    }

    @Test func `only GitHub is called github`() async {
        let body: JSONValue = ["name": "github", "kind": "oidc", "issuer": "https://login.test", "client_id": "x"]
        #expect(await api.call("POST", "\(path)/providers", body).pointers == ["/name"])
    }

    @Test func `API keys are shown once`() async throws {
        _ = await api.call("POST", "\(path)/users", ["name": "ann", "password": "x", "email": "ann@example.com"])
        let created = await api.call("POST", "\(path)/api-keys", ["user": "ann", "label": "CI", "scopes": ["a"]])
        let text = try #require(created["key"]?.stringValue)
        let id = try #require(created["id"]?.stringValue)
        #expect(text.hasPrefix("mcp_\(id)_") && id.count == 10 && text.count > 50)
        let list = await api.call("GET", "\(path)/api-keys?user=ann")
        #expect(list.column("api_keys", "id") == [id] && !list.text.contains(text))
        #expect(await api.call("GET", "\(path)/api-keys?user=bob").column("api_keys", "id") == [])
        #expect(await api.call("POST", "\(path)/api-keys", ["user": "bob", "label": "CI"]).pointers == ["/user"])
        #expect(await api.call("DELETE", "\(path)/api-keys/\(id)").status == 200)
        #expect(await api.call("DELETE", "\(path)/api-keys/\(id)").status == 404)
    }

    @Test func `health says what is missing`() async {
        let empty = await api.call("GET", "\(path)/health")
        #expect(empty["status"] == "degraded" && empty["missing"]?.arrayValue?.count == 3)
        _ = await api.call("POST", "\(path)/admin/setup-routes", ["oauth_domain": "auth.a.test"])
        _ = await api.call("POST", "\(path)/users", ["name": "ann", "password": "x"])
        let bare = await api.call("GET", "\(path)/health")
        #expect(bare["missing"]?.arrayValue?.count == 2 && bare["checks"]?["certificate"] == false)
        #expect(bare["missing"]?.arrayValue?.last?.stringValue?.hasPrefix("auth.a.test has no certificate") == true)
        _ = await api.call(
            "POST", "/api/v1/certificates/upload",
            [
                "cert_name": "site", "fullchain_pem": .string(CertificateFixture.chain),
                "private_key_pem": .string(CertificateFixture.key),
            ])
        let served = await api.call("GET", "\(path)/health")
        #expect(served["missing"]?.arrayValue?.count == 1 && served["checks"]?["certificate"] == true)
    }

    @Test func `metrics count, the trace tells, keys rotate`() async {
        api.authorization.add(step: ["client_id": "c", "subject": "local:ann", "reason": "one"])
        api.authorization.add(step: ["client_id": "d", "subject": .null, "reason": "two"])
        #expect(await api.call("GET", "\(path)/metrics")["errors"] == ["token": 1])
        #expect(await api.call("GET", "\(path)/trace").column("steps", "reason") == ["two", "one"])
        #expect(await api.call("GET", "\(path)/trace?client_id=c").column("steps", "reason") == ["one"])
        #expect(await api.call("GET", "\(path)/trace?user=ann").column("steps", "reason") == ["one"])
        #expect(await api.call("GET", "\(path)/trace?limit=0").status == 422)
        #expect(await api.call("POST", "\(path)/keys/rotate").status == 200)
        #expect(await api.call("POST", "\(path)/keys/rotate?compromised=true").status == 200)
        #expect(api.authorization.rotations == [false, true])
        #expect(await api.call("GET", "\(path)/keys").column("keys", "kid") == [])
    }

    @Test func `secrets are exported sealed, and import only under the same key`() async throws {
        _ = await api.call("POST", "\(path)/users", ["name": "ann", "password": "x"])
        _ = await api.call(
            "POST", "\(path)/providers",
            ["name": "corp", "kind": "oidc", "issuer": "https://login.test", "client_id": "x", "client_secret": "s"])
        #expect(await api.call("GET", "/api/v1/config/export")["users"] == nil)
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        #expect(document["users"]?.arrayValue?.count == 1)
        let twin = ManagementHarness()
        #expect(await twin.call("POST", "/api/v1/config/import", document).status == 200)
        let (one, two) = (try await api.store.load(), try await twin.store.load())
        #expect(one.users.mapValues(\.value) == two.users.mapValues(\.value))
        #expect(one.identityProviders.mapValues(\.value) == two.identityProviders.mapValues(\.value))
        let stranger = ManagementHarness(key: "another")
        #expect(await stranger.call("POST", "/api/v1/config/import", document).status == 422)
    }

    @Test(
        arguments: [
            ["users": [["name": "ann"]]],
            ["api_keys": [["id": "abcdefgh12", "label": "x", "subject": "local:ann", "username": "ann"]]],
            ["signing_keys": [["kid": "k", "algorithm": "ES256", "public_key": "AAEC"]]],
            [
                "identity_providers": [
                    [
                        "name": "corp", "kind": "oidc", "issuer": "https://a", "client_id": "x",
                        "sealed_secret": "AAEC",
                    ]
                ]
            ],
        ] as [JSONValue])
    func `a document cannot bring what would be worth nothing`(document: JSONValue) async throws {
        #expect(await api.call("POST", "/api/v1/config/import", document).status == 422)
        #expect(try await api.store.load().revision == 0)
    }

    @Test func `a document written by hand gets what it leaves out`() async throws {
        let document: JSONValue = [
            "identity_providers": [["name": "corp", "kind": "oidc", "issuer": "https://a", "client_id": "x"]],
            "clients": [["client_id": "https://c.test/m", "trusted": true]],
        ]
        #expect(await api.call("POST", "/api/v1/config/import", document).status == 200)
        let stored = try await api.store.load()
        #expect(stored.identityProviders["corp"]?.value.createdAt == api.clock.now)
        #expect(stored.clients["https://c.test/m"]?.value.isTrusted == true)
    }

    @Test(
        arguments: ManagementAPI.Operation.all.filter { $0.id.hasPrefix("oauth.") }.map {
            "\($0.method.rawValue) \($0.path)"
        })
    func `nobody gets anything without a token`(line: String) async {
        let parts = line.split(separator: " ").map(String.init)
        #expect(await api.call(parts[0], parts[1], parts[0] == "GET" ? nil : [:], as: nil).status == 401)
    }
}
