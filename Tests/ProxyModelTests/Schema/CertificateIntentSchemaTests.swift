import ProxyModel
import Testing

@Suite struct `Schema of wanted certificates` {
    private func decode(_ members: JSONObject) throws(SchemaProblem) -> CertificateIntent {
        var object: JSONObject = ["cert_name": "site", "domains": ["site.example"]]
        for member in members.members { object[member.name] = member.value }
        return try CertificateIntent.schema.decode(.object(object), form: .request)
    }

    private func issues(_ members: JSONObject) -> [SchemaIssue] {
        do throws(SchemaProblem) {
            _ = try decode(members)
            return []
        } catch {
            return error.issues
        }
    }

    @Test func `has defaults for all but name and names`() throws {
        let intent = try decode([:])
        #expect(intent == CertificateIntent(name: "site", domains: ["site.example"], createdAt: 0))
        #expect(intent.keyType == .p256 && intent.challenge == .auto && !intent.isStaging)
    }

    @Test func `brings names and addresses into canonical form`() throws {
        let intent = try decode(["domains": ["Site.Example.", "*.BÜCHER.example", "2001:DB8:0::1", "192.0.2.7"]])
        #expect(intent.domains == ["site.example", "*.xn--bcher-kva.example", "2001:db8::1", "192.0.2.7"])
    }

    @Test(arguments: [
        "", "*", "a b.example", "*.*.example", "a.*.example", "192.0.2.0/24", "-a.example", "a..example",
        "http://a.example", "a.example:443",
    ])
    func `refuses what no certificate can be for`(name: String) {
        #expect(issues(["domains": [.string(name)]]).map(\.pointer) == ["/domains/0"])
    }

    @Test func `refuses no name, the same twice and more than a hundred`() {
        #expect(issues(["domains": []]).map(\.pointer) == ["/domains"])
        #expect(issues(["domains": ["a.example", "b.example", "A.example"]]).map(\.pointer) == ["/domains/2"])
        let many = (0...100).map { JSONValue.string("n\($0).example") }
        #expect(issues(["domains": .array(many)]).map(\.pointer) == ["/domains"])
        #expect(issues(["domains": .array(Array(many.dropLast()))]).isEmpty)
    }

    @Test(arguments: ["http-01", "tls-alpn-01"])
    func `refuses a wildcard by what cannot show control of it`(challenge: String) {
        let found = issues(["domains": ["a.example", "*.a.example"], "challenge": .string(challenge)])
        #expect(found.map(\.pointer) == ["/domains/1"])
    }

    @Test func `refuses an address by dns, and dns without a provider`() {
        #expect(
            issues(["domains": ["192.0.2.7"], "challenge": "dns-01", "dns_provider": "zone"]).map(\.pointer)
                == ["/domains/0"])
        #expect(issues(["challenge": "dns-01"]).map(\.pointer) == ["/dns_provider"])
        #expect(issues(["challenge": "dns-01", "dns_provider": "zone"]).isEmpty)
    }

    @Test func `takes presets, records and directories as issuers`() throws {
        let names: [JSONValue] = ["letsencrypt", "corp-ca", "https://ca.example/directory"]
        #expect(try decode(["issuers": .array(names)]).issuers.count == 3)
        for wrong in ["http://ca.example", "https://", "Corp CA", ""] {
            #expect(issues(["issuers": [.string(wrong)]]).map(\.pointer) == ["/issuers/0"])
        }
    }

    @Test(arguments: ["ops", "@example.com", "a@b@c", "a b@example.com", "a@-b"])
    func `refuses what is no e-mail address`(text: String) {
        #expect(issues(["email": .string(text)]).map(\.pointer) == ["/email"])
    }

    @Test func `leaves to the server what it sets`() {
        #expect(issues(["renewal_requested_at": "2026-01-01T00:00:00Z"]).map(\.pointer) == ["/renewal_requested_at"])
    }

    @Test func `finds answers by token or name`() {
        func id(_ type: ChallengeType) -> String {
            ACMEChallengeRecord(
                type: type, identifier: "a.example", token: "tok", keyAuthorization: "tok.x", createdAt: 0
            ).id
        }
        #expect(id(.http01) == "http-01:tok")
        #expect(id(.tlsALPN01) == "tls-alpn-01:a.example")
    }
}
