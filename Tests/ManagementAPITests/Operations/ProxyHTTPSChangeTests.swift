import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct `A proxy that is changed to HTTPS` {
    private let api = ManagementHarness(obtainsCertificates: true)
    private let path = "/api/v1/proxy/targets"

    private func create(_ host: String, _ members: JSONObject, as token: String? = nil) async {
        var body: JSONObject = ["hostname": .string(host), "target_url": "http://b"]
        for member in members.members { body.append(member.name, member.value) }
        _ = await api.call("POST", path, .object(body), as: token ?? ManagementHarness.admin)
    }

    @Test func `asks for its certificate as a new one does`() async {
        await create("api.example.io", ["enable_https": false])
        #expect(api.intent("proxy-api-example-io") == nil)
        let reply = await api.call("PUT", "\(path)/api.example.io?staging=true", ["enable_https": true])
        #expect(reply["certificate_status"] == "pending")
        #expect(reply["certificate"]?["cert_name"] == "proxy-api-example-io")
        #expect(api.intent("proxy-api-example-io")?.isStaging == true)
        #expect((api.issuances.schedule["proxy-api-example-io"] ?? .max) < api.clock.now)
    }

    @Test func `takes what covers it first`() async throws {
        try await api.issue("wild", ["*.example.io"])
        await create("api.example.io", ["enable_https": false])
        let reply = await api.call("PUT", "\(path)/api.example.io", ["enable_https": true])
        #expect(reply["certificate"]?["cert_name"] == "wild")
        #expect(api.follower.snapshot?.certificateIntents.isEmpty == true)
    }

    @Test func `is public again after it was internal`() async {
        await create("api.example.io", ["internal": true])
        _ = await api.call("PUT", "\(path)/api.example.io", ["internal": false])
        #expect(api.intent("proxy-api-example-io") != nil)
    }

    @Test func `asks for its owner, whoever changes it`() async throws {
        let token = try await api.token("ann")
        await create("api.example.io", ["enable_https": false], as: token)
        _ = await api.call("PUT", "\(path)/api.example.io?email=ann@example.io", ["enable_https": true])
        #expect(api.intent("proxy-api-example-io")?.owner == "ann")
        #expect(api.intent("proxy-api-example-io")?.email == "ann@example.io")
    }

    @Test func `asks for nothing when something else is changed`() async {
        await create("api.example.io", [:])
        _ = await api.call("DELETE", "/api/v1/certificates/proxy-api-example-io")
        _ = await api.call("PUT", "\(path)/api.example.io", ["target_url": "http://c"])
        #expect(api.intent("proxy-api-example-io") == nil)
        _ = await api.call("POST", "\(path)/api.example.io/disable")
        #expect(api.intent("proxy-api-example-io") == nil)
        _ = await api.call("PUT", "\(path)/api.example.io", ["enable_https": true])
        #expect(api.intent("proxy-api-example-io") != nil, "said again, it is asked again")
    }

    @Test func `asks when it is let go from a certificate that covers nothing else`() async throws {
        await create("api.example.io", [:])
        _ = await api.call(
            "PUT", "\(path)/api.example.io/certificate", ["cert_name": "proxy-api-example-io"])
        let reply = await api.call("DELETE", "\(path)/api.example.io/certificate")
        #expect(reply["certificate"]?["cert_name"] == "proxy-api-example-io")
        #expect(api.follower.snapshot?.certificateIntents.count == 1)
    }

    @Test func `leaves its certificate when HTTPS or the host is given up, and says so`() async {
        await create("api.example.io", [:])
        let reply = await api.call("PUT", "\(path)/api.example.io", ["enable_https": false])
        #expect(reply["certificate_status"] == "not_required")
        #expect(api.intent("proxy-api-example-io") != nil)
        let deleted = await api.call("DELETE", "\(path)/api.example.io")
        #expect(deleted["kept_certificate"] == "proxy-api-example-io" && deleted["deleted_certificate"] == .null)
        #expect(deleted["message"]?.stringValue?.contains("stays and is renewed") == true)
        #expect(api.intent("proxy-api-example-io") != nil)
    }
}
