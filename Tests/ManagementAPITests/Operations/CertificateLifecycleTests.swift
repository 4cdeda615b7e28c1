import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct CertificateLifecycleTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/certificates"
    private let day: Int64 = 86_400_000

    private func order(_ name: String, _ domains: [String], staging: Bool = false) async {
        let reply = await api.call(
            "POST", path,
            [
                "cert_name": .string(name), "domains": .array(domains.map { .string($0) }), "staging": .bool(staging),
            ])
        #expect(reply.status == 202)
    }

    private func issuance(_ name: String, stage: IssuanceWork.Stage) -> Issuance {
        var issuance = Issuance(name: name, now: api.clock.now)
        issuance.attempts = 1
        issuance.lastAttemptAt = api.clock.now
        issuance.work = IssuanceWork(
            number: 1, startedAt: api.clock.now, digest: "d", issuer: "letsencrypt",
            directoryURL: "https://ca.example.com/d", isRehearsal: false, names: ["a.example.com"])
        issuance.work?.stage = stage
        issuance.work?.sealedKey = "secret-key"
        return issuance
    }

    private func status(_ name: String = "c") async -> JSONValue? {
        await api.call("GET", "\(path)/\(name)/status")["status"]
    }

    @Test func `the status goes from pending to issued`() async throws {
        await order("c", ["a.example.com"])
        #expect(await status() == "pending")
        for (stage, word) in [
            (.preparing, "pending"), (.ordering, "pending"), (.presenting, "ordered"), (.validating, "validating"),
            (.downloading, "validating"),
        ] as [(IssuanceWork.Stage, JSONValue)] {
            try await api.progress(issuance("c", stage: stage))
            #expect(await status() == word, "\(stage)")
            let list = await api.call("GET", path)
            #expect(list["certificates"]?.arrayValue?.first?["status"] == word)
        }
        try await api.issue("c", ["a.example.com"], days: 90)
        let shown = await api.call("GET", "\(path)/c")
        #expect(shown["status"] == "issued")
        #expect(shown["days_left"] == 90)
        #expect(shown["issuer"] == "CN=Test CA")
        #expect(shown["last_error"] == .null)
        api.clock.advance(by: 91 * day)
        #expect(await status() == "expired")
        #expect(await api.call("GET", "\(path)/c")["days_left"] == -1)
    }

    @Test func `a failure is told in words, with when it is tried again`() async throws {
        await order("c", ["a.example.com"])
        var issuance = Issuance(name: "c", now: api.clock.now)
        issuance.lastAttemptAt = api.clock.now
        issuance.failures = 1
        issuance.failure = IssuanceFailure(
            .paused, "the account is paused", type: "urn:ietf:params:acme:error:rateLimited", names: ["a.example.com"],
            link: "https://ca.example.com/unpause")
        issuance.nextAttempt = api.clock.now + 60_000
        try await api.progress(issuance)
        let told = await api.call("GET", "\(path)/c/status?wait=true")
        #expect(told["status"] == "failed")
        #expect(told["message"] == "the account is paused")
        #expect(told["link"] == "https://ca.example.com/unpause")
        #expect(told["next_attempt"] == "2027-01-15T08:01:00.000Z")
        #expect(told["is_settled"] == true)
        let shown = await api.call("GET", "\(path)/c")
        #expect(shown["last_error"] == "the account is paused")
        #expect(shown["issuance"]?["failure"]?["kind"] == "paused")
        #expect(await api.call("GET", path).column("certificates", "last_error") == ["the account is paused"])
    }

    @Test func `no key and no token of a challenge is ever shown`() async throws {
        await order("c", ["a.example.com"])
        var issuance = issuance("c", stage: .validating)
        issuance.work?.challenges = [
            PendingChallenge(
                type: .http01, identifier: "a.example.com", token: "tok-en", keyAuthorization: "auth", url: "u",
                authorizationURL: "a")
        ]
        try await api.progress(issuance)
        for suffix in ["", "/c", "/c/status"] {
            let text = await api.call("GET", path + suffix).text
            #expect(!text.contains("secret-key") && !text.contains("tok-en"))
        }
    }

    @Test func `waiting ends when the certificate is there`() async throws {
        await order("c", ["a.example.com"])
        try await api.progress(issuance("c", stage: .validating))
        async let waiting = api.call("GET", "\(path)/c/status?wait=true")
        try await api.issue("c", ["a.example.com"])
        #expect(await waiting["status"] == "issued")
    }

    @Test func `what is good for long is renewed by force only`() async throws {
        await order("c", ["a.example.com"])
        try await api.issue("c", ["a.example.com"], days: 90)
        let refused = await api.call("POST", "\(path)/c/renew")
        #expect(refused.status == 200)
        #expect(refused["status"] == "issued")
        #expect(api.intent("c")?.renewalRequestedAt == nil)
        api.clock.advance(by: day)
        #expect(await api.call("POST", "\(path)/c/renew?force=true").status == 202)
        #expect(api.intent("c")?.renewalRequestedAt == api.clock.now)
        #expect((api.issuances.schedule["c"] ?? .max) < api.clock.now, "before all that is due by the clock")
        #expect(await status() == "pending")
        try await api.issue("c", ["a.example.com"], days: 90)
        #expect(await status() == "issued")
        api.clock.advance(by: 61 * day)
        #expect(await api.call("POST", "\(path)/c/renew").status == 202)
    }

    @Test func `what was brought is renewed by nobody`() async throws {
        _ = await api.call(
            "POST", "\(path)/upload",
            [
                "cert_name": "mine", "fullchain_pem": .string(CertificateFixture.chain),
                "private_key_pem": .string(CertificateFixture.key),
            ])
        for (method, suffix) in [
            ("POST", "renew?force=true"), ("POST", "convert-to-production"), ("DELETE", "domains/a.test"),
        ] {
            #expect(await api.call(method, "\(path)/mine/\(suffix)").status == 409)
        }
        #expect(await status("mine") == "active")
        #expect(await api.call("GET", "\(path)/mine/status?wait=true")["is_settled"] == true)
    }

    @Test func `what an authority keeps renewed is not replaced by hand`() async throws {
        await order("c", ["a.test"])
        try await api.issue("c", ["a.test"])
        let body: JSONValue = [
            "fullchain_pem": .string(CertificateFixture.chain), "private_key_pem": .string(CertificateFixture.key),
        ]
        #expect(await api.call("PUT", "\(path)/c", body).status == 409)
    }

    @Test func `a certificate of a test system becomes one of the authority`() async throws {
        await order("c", ["a.example.com"], staging: true)
        try await api.issue("c", ["a.example.com"])
        api.clock.advance(by: 1)
        let reply = await api.call("POST", "\(path)/c/convert-to-production")
        #expect(reply.status == 202)
        #expect(reply["production_url"] == "https://acme-v02.api.letsencrypt.org/directory")
        #expect(api.intent("c")?.isStaging == false)
        #expect(await status() == "pending")
        #expect(await api.call("POST", "\(path)/c/convert-to-production").status == 409)
    }

    @Test func `a test system that was named by its address is left for the settings' authority`() async {
        _ = await api.call(
            "POST", path,
            [
                "cert_name": "c", "domain": "a.example.com",
                "acme_directory_url": "https://staging.ca.example.com/directory",
            ])
        #expect(await api.call("POST", "\(path)/c/convert-to-production").status == 202)
        #expect(api.intent("c")?.issuers == [])
    }

    @Test func `a name is taken out, and with the last one the certificate`() async throws {
        await order("c", ["a.example.com", "b.example.com"])
        try await api.issue("c", ["a.example.com", "b.example.com"])
        _ = await api.call(
            "POST", "/api/v1/proxy/targets",
            ["hostname": "b.example.com", "target_url": "http://b", "cert_name": "c"])
        #expect(await api.call("DELETE", "\(path)/c/domains/c.example.com").status == 404)
        #expect(await api.call("DELETE", "\(path)/c/domains/B.example.com")["proxies"] == ["b.example.com"])
        let reply = await api.call("DELETE", "\(path)/c/domains/B.example.com?force=true")
        #expect(reply["domains"] == ["a.example.com"])
        #expect(api.intent("c")?.renewalRequestedAt == api.clock.now)
        #expect(await api.call("GET", "/api/v1/proxy/targets/b.example.com")["cert_name"] == .null)
        #expect(await api.call("DELETE", "\(path)/c/domains/a.example.com")["deleted"] == true)
        #expect(await api.call("GET", "\(path)/c").status == 404)
        #expect(try await api.store.sealedBundle("c") == nil)
    }

    @Test func `deleting takes back the wish and the certificate`() async throws {
        await order("c", ["a.example.com"])
        try await api.issue("c", ["a.example.com"])
        #expect(await api.call("DELETE", "\(path)/c").status == 200)
        #expect(api.intent("c") == nil)
        #expect(api.follower.snapshot?.certificates["c"] == nil)
        #expect(api.issuances.schedule["c"] != nil, "the issuance is to be forgotten")
        await order("c", ["a.example.com"])
    }

    @Test func `the key is given out by export alone, to the owner`() async throws {
        await order("c", ["a.example.com"])
        #expect(await api.call("POST", "\(path)/c/export").status == 409)
        try await api.issue("c", ["a.example.com"])
        let reply = await api.call("POST", "\(path)/c/export")
        #expect(reply["private_key_pem"]?.stringValue == CertificateFixture.key)
        #expect(reply["fullchain_pem"]?.stringValue == CertificateFixture.chain)
        for suffix in ["", "/c?pem=true", "/c/status", "/c/coverage"] {
            #expect(!(await api.call("GET", path + suffix).text.contains("PRIVATE")))
        }
        #expect(await api.call("GET", "\(path)/c/export").status == 405)
    }

    @Test func `coverage is known before the certificate is there`() async {
        await order("c", ["a.example.com", "b.example.com"])
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.example.com", "target_url": "http://b"])
        #expect(await api.call("GET", "\(path)/c/coverage").column("proxies", "hostname") == ["a.example.com"])
    }

    @Test func `a list shows its page of what is wanted and what is there`() async throws {
        for name in ["b", "d", "a", "c"] { await order(name, ["\(name).example.com"]) }
        try await api.issue("c", ["c.example.com"])
        let page = await api.call("GET", "\(path)?page=2&per_page=2")
        #expect(page.column("certificates", "cert_name") == ["c", "d"])
        #expect(page.column("certificates", "status") == ["issued", "pending"])
        #expect(page["pagination"]?["total"] == 4)
        #expect(page.headers["etag"] == nil, "what goes on by itself has no revision")
        let table = await api.call("GET", "\(path)?format=table").text
        #expect(table.contains("DAYS_LEFT") && table.contains("NEXT_RENEWAL") && table.contains("LAST_ERROR"))
    }

    @Test func `the progress not being at hand is no success`() async throws {
        await order("c", ["a.example.com"])
        api.issuances.setOutage("away")
        #expect(await api.call("GET", "\(path)/c/status").status == 503)
        let other = await api.call("POST", path, ["cert_name": "d", "domain": "d.example.com"])
        #expect(other.status == 202, "the configuration has it, and is followed")
    }
}
