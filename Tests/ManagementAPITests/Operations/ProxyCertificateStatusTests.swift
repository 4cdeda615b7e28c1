import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct `The certificate that a proxy is shown with` {
    private let api = ManagementHarness(obtainsCertificates: true)
    private let path = "/api/v1/proxy/targets"

    private func create(_ host: String, _ members: JSONObject = [:], as token: String? = nil) async -> Reply {
        var body: JSONObject = ["hostname": .string(host), "target_url": "http://b"]
        for member in members.members { body.append(member.name, member.value) }
        return await api.call("POST", path, .object(body), as: token ?? ManagementHarness.admin)
    }

    private func shown(_ host: String) async -> Reply { await api.call("GET", "\(path)/\(host)") }

    @Test func `goes from pending to issued, in show, list and table`() async throws {
        let created = await create("api.example.io")
        #expect(created["certificate_status"] == "pending" && created["certificate"]?["status"] == "pending")
        var issuance = Issuance(name: "proxy-api-example-io", now: api.clock.now)
        (issuance.attempts, issuance.lastAttemptAt) = (1, api.clock.now)
        issuance.work = IssuanceWork(
            number: 1, startedAt: api.clock.now, digest: "d", issuer: "ca", directoryURL: "https://ca/d",
            isRehearsal: false, names: ["api.example.io"])
        for (stage, word) in [(.authorizing, "ordered"), (.validating, "validating")]
            as [(IssuanceWork.Stage, JSONValue)]
        {
            issuance.work?.stage = stage
            try await api.progress(issuance)
            #expect(await shown("api.example.io")["certificate_status"] == word)
        }
        try await api.issue("proxy-api-example-io", ["api.example.io"])
        let reply = await shown("api.example.io")
        #expect(reply["certificate_status"] == "issued")
        #expect(reply["certificate"]?["cert_name"] == "proxy-api-example-io")
        #expect(reply["certificate"]?["days_left"] == 90 && reply["certificate"]?["expired"] == false)
        #expect(reply["certificate"]?["issuer"] == "CN=Test CA")
        let listed = await api.call("GET", path)["proxies"]?.arrayValue ?? []
        #expect(listed.map { $0["certificate_status"] } == ["issued"])
        let table = await api.call("GET", "\(path)/formatted")
        #expect(table.text.contains("CERTIFICATE_STATUS") && table.text.contains("issued"))
    }

    @Test func `says why there is none`() async throws {
        _ = await create("api.example.io")
        var issuance = Issuance(name: "proxy-api-example-io", now: api.clock.now)
        issuance.failure = IssuanceFailure(.validation, "port 80 is closed")
        issuance.nextAttempt = api.clock.now + 60_000
        (issuance.attempts, issuance.lastAttemptAt) = (1, api.clock.now)
        try await api.progress(issuance)
        let reply = await shown("api.example.io")
        #expect(reply["certificate_status"] == "failed")
        #expect(reply["certificate"]?["last_error"] == "port 80 is closed")
        #expect(reply["certificate"]?["next_attempt"] != .null)
    }

    @Test func `is the expired one rather than none`() async throws {
        _ = await create("api.example.io")
        try await api.issue("proxy-api-example-io", ["api.example.io"], days: 1)
        api.clock.advance(by: 2 * 86_400_000)
        let reply = await shown("api.example.io")
        #expect(reply["certificate_status"] == "expired" && reply["certificate"]?["expired"] == true)
        #expect(reply["certificate"]?["days_left"] == -1)
        let status = await api.call("GET", "/api/v1/certificates/proxy-api-example-io/status")
        #expect(status["expired"] == true && status["issuer"] == "CN=Test CA")
    }

    @Test func `needs none, comes from the local CA, or is missing`() async {
        for (host, members, word) in [
            ("a.example.io", ["enable_https": false], "not_required"), ("b.example.io", ["internal": true], "local_ca"),
            ("*.example.io", [:], "missing"),
        ] as [(String, JSONObject, JSONValue)] {
            _ = await create(host, members)
            let reply = await shown(host)
            #expect(reply["certificate_status"] == word && reply["certificate"] == .null, "\(host)")
        }
    }

    @Test func `tells no stranger why somebody else's failed`() async throws {
        let token = try await api.token("ann")
        try await api.issue("wild", ["*.example.io"])
        _ = await create("x.example.io", as: token)
        var issuance = Issuance(name: "wild", now: api.clock.now)
        issuance.failure = IssuanceFailure(.provider, "the zone of the house is broken")
        try await api.progress(issuance)
        let reply = await api.call("GET", "\(path)/x.example.io", as: token)
        #expect(reply["certificate"]?["cert_name"] == "wild" && reply["certificate"]?["last_error"] == .null)
    }

    @Test func `may be sent back as it was shown`() async throws {
        _ = await create("api.example.io")
        let reply = await shown("api.example.io")
        #expect(await api.call("PUT", "\(path)/api.example.io", reply.json).status == 200)
    }

    @Test func `is shown anew although the proxy is the same`() async throws {
        let created = await create("api.example.io")
        let tag = try #require(created.headers["etag"])
        let reply = await api.call("GET", "\(path)/api.example.io", headers: [("If-None-Match", tag)])
        #expect(reply.status == 200, "a tag would hide how far it is")
        #expect(reply.headers["etag"] == tag, "and it is what a change must match")
        let plain = await create("plain.example.io", ["enable_https": false])
        let still = await api.call(
            "GET", "\(path)/plain.example.io", headers: [("If-None-Match", plain.headers["etag"] ?? "")])
        #expect(still.status == 304)
    }
}
