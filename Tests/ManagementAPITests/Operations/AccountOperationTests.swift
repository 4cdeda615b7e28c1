import ACME
import ProxyModel
import TestSupport
import Testing

/// Accounts at authorities, with Pebble as one of them.
@Suite(.serialized) struct AccountOperationTests {
    private struct Scene {
        let api: ManagementHarness
        let authorities: AccountAuthorities
        let issuer: Issuer

        init(_ pebble: PebbleServer) {
            authorities = AccountAuthorities(
                secrets: MemorySecrets(), fetcher: pebble.fetcher, caFile: nil, userAgent: "proxyd-tests",
                now: { 1_800_000_000_000 })
            issuer = Issuer(name: "house", directoryURL: pebble.directoryURL, caPEM: pebble.caPEM)
            api = ManagementHarness(issuer: IssuerSettings(email: "ops@example.com"), authorities: authorities)
        }

        /// Makes the authority known, and an account at it.
        func begin() async throws {
            let made = await api.call(
                "POST", "/api/v1/issuers",
                [
                    "name": "house", "directory_url": .string(issuer.directoryURL),
                    "ca_pem": .string(issuer.caPEM ?? ""),
                ])
            #expect(made.status == 201, "\(made.text)")
            _ = try await authorities.authority(issuer, email: "ops@example.com")
        }

        func account() async throws -> JSONValue {
            try #require(await api.call("GET", "/api/v1/acme/accounts")["accounts"]?.arrayValue?.first)
        }
    }

    private let path = "/api/v1/acme/accounts"

    @Test func `are listed by issuer, without keys, for the admin alone`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            #expect(await scene.api.call("GET", path)["accounts"] == [])
            try await scene.begin()
            let account = try await scene.account()
            #expect(account["issuer"] == "house" && account["status"] == "valid")
            #expect(account["email"] == "ops@example.com" && account["contacts"] == ["mailto:ops@example.com"])
            let id = try #require(account["account_id"]?.stringValue)
            let shown = await scene.api.call("GET", "\(path)/\(id)")
            #expect(shown.status == 200 && shown["key_thumbprint"] == account["key_thumbprint"])
            #expect(!shown.text.contains("PRIVATE KEY"))
            #expect(await scene.api.call("GET", "\(path)?issuer=house")["accounts"]?.arrayValue?.count == 1)
            #expect(await scene.api.call("GET", "\(path)?issuer=letsencrypt")["accounts"] == [])
            #expect(await scene.api.call("GET", "\(path)/00").status == 404)
            let token = try await scene.api.token("one")
            #expect(await scene.api.call("GET", path, as: token).status == 403)
            #expect(await scene.api.call("POST", "\(path)/\(id)/roll-key", as: token).status == 403)
        }
    }

    @Test func `get a new key, other contacts, and an end`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            try await scene.begin()
            let account = try await scene.account()
            let id = try #require(account["account_id"]?.stringValue)
            let rolled = await scene.api.call("POST", "\(path)/\(id)/roll-key")
            #expect(rolled.status == 200 && rolled["key_thumbprint"] != account["key_thumbprint"], "\(rolled.text)")
            #expect(rolled["url"] == account["url"] && rolled["key_change_pending"] == false)
            let contacts = "\(path)/\(id)/contacts"
            #expect(
                await scene.api.call("PUT", contacts, ["contacts": ["night@example.com"]])["contacts"]
                    == ["mailto:night@example.com"])
            #expect(await scene.api.call("PUT", contacts, ["contacts": ["nobody"]]).status == 422)
            #expect(await scene.api.call("PUT", contacts, ["contacts": []])["contacts"] == [])
            let order: JSONValue = ["domain": "a.example.com", "cert_name": "site", "issuers": ["house"]]
            #expect(await scene.api.call("POST", "/api/v1/certificates", order).status == 202)
            let used = await scene.api.call("POST", "\(path)/\(id)/deactivate")
            #expect(used.status == 409 && used["certificates"] == ["site"])
            let ended = await scene.api.call("POST", "\(path)/\(id)/deactivate?force=true")
            #expect(ended["status"] == "deactivated" && ended["deactivated_at"] != .null, "\(ended.text)")
            #expect(await scene.api.call("POST", "\(path)/\(id)/deactivate?force=true").status == 409)
            #expect(await scene.api.call("POST", "\(path)/\(id)/roll-key").status == 409)
        }
    }

    @Test func `an authority that does not answer is told apart from one that refuses`() async throws {
        let scene = try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            try await scene.begin()
            return scene
        }
        let id = try #require(try await scene.account()["account_id"]?.stringValue)
        let reply = await scene.api.call("POST", "\(path)/\(id)/roll-key")
        #expect(reply.status == 502 && reply["type"] == "/problems/authority-failed", "\(reply.text)")
        #expect(try await scene.account()["key_change_pending"] == true)
    }
}
