import ACME
import ProxyModel
import Testing

@Suite struct `ACME objects` {
    private static let order: JSONObject = [
        "status": "ready", "expires": "2026-01-05T14:09:07.99Z", "finalize": "https://ca.test/f",
        "identifiers": [["type": "dns", "value": "a.example"], ["type": "ip", "value": "192.0.2.7"]],
        "authorizations": ["https://ca.test/1", "https://ca.test/2"],
    ]
    private static let authorization: JSONObject = [
        "status": "pending", "identifier": ["type": "dns", "value": "a.example"], "wildcard": true,
        "challenges": [
            ["type": "http-01", "url": "https://ca.test/c1", "token": "abc_-1", "status": "pending"],
            ["type": "later-99", "url": "https://ca.test/c2"], ["type": "broken"],
        ],
    ]

    @Test func `reads an order`() throws {
        let order = try ACMEOrder(json: .object(Self.order), url: "https://ca.test/o", retryAfter: 3_000)
        #expect(order.status == .ready)
        #expect(order.identifiers == [.dns("a.example"), .ip("192.0.2.7")])
        #expect(order.authorizations == ["https://ca.test/1", "https://ca.test/2"])
        #expect(order.expires == 1_767_622_147_990)
        #expect(order.retryAfter == 3_000)
    }

    @Test(
        arguments: [
            ("status", "new"), ("status", nil), ("status", "valid"), ("identifiers", nil), ("identifiers", []),
            ("identifiers", [["type": "dns", "value": "a b"]]), ("identifiers", "a.example"), ("authorizations", nil),
            ("authorizations", [1]), ("finalize", nil), ("finalize", 1),
        ] as [(String, JSONValue?)])
    func `refuses an order without what it must have`(_ name: String, _ value: JSONValue?) {
        var json = Self.order
        json[name] = value
        #expect(throws: ACMEFailure.self) { try ACMEOrder(json: .object(json), url: "https://ca.test/o") }
    }

    @Test func `reads why an order is invalid`() throws {
        var json = Self.order
        json["status"] = "invalid"
        json["error"] = ["type": "urn:ietf:params:acme:error:caa", "detail": "no"]
        let order = try ACMEOrder(json: .object(json), url: "https://ca.test/o")
        #expect(order.error?.kind == .caa)
    }

    @Test func `leaves challenges out that it cannot read`() throws {
        let read = try ACMEAuthorization(json: .object(Self.authorization), url: "https://ca.test/1")
        #expect(read.isWildcard)
        #expect(read.challenges.map(\.type) == ["http-01", "later-99"])
        #expect(read.challenges.map(\.token) == ["abc_-1", nil])
    }

    @Test func `refuses a pending authorization without challenges`() {
        var json = Self.authorization
        json["challenges"] = [["type": "broken"]]
        #expect(throws: ACMEFailure.self) { try ACMEAuthorization(json: .object(json), url: "https://ca.test/1") }
    }

    @Test(arguments: ["", "../../etc/passwd", "a b", "a\r\nb", "abc=", String(repeating: "a", count: 257)])
    func `refuses a token that is not base64url`(_ token: String) {
        let json: JSONValue = ["type": "http-01", "url": "https://ca.test/c", "token": .string(token)]
        #expect(throws: ACMEFailure.self) { try ACMEChallenge(json: json) }
    }

    @Test func `reads a challenge without a token`() throws {
        let challenge = try ACMEChallenge(json: [
            "type": "dns-persist-01", "url": "https://ca.test/c", "status": "pending",
            "accounturi": "https://ca.test/a/1", "issuer-domain-names": ["ca.test", "other.test"],
        ])
        #expect(challenge.token == nil)
        #expect(challenge.accountURI == "https://ca.test/a/1")
        #expect(challenge.issuerDomainNames == ["ca.test", "other.test"])
    }

    @Test func `reads a directory with its rules`() throws {
        let directory = try ACMEDirectory(json: [
            "newNonce": "https://ca.test/n", "newAccount": "https://ca.test/a", "newOrder": "https://ca.test/o",
            "revokeCert": "https://ca.test/r", "keyChange": "https://ca.test/k", "renewalInfo": "https://ca.test/ari",
            "random": "https://ca.test/why",
            "meta": [
                "externalAccountRequired": true, "caaIdentities": ["ca.test"], "termsOfService": "https://ca.test/t",
                "profiles": ["classic": "The usual", "shortlived": "Six days"],
            ],
        ])
        #expect(directory.renewalInfo == "https://ca.test/ari")
        #expect(directory.isExternalAccountRequired)
        #expect(directory.caaIdentities == ["ca.test"])
        #expect(directory.profiles.map(\.name) == ["classic", "shortlived"])
    }

    @Test(arguments: ["{}", "[]", #"{"newNonce": "https://ca.test/n"}"#, #"{"newNonce": 1}"#])
    func `refuses what is no directory`(_ text: String) throws {
        let json = try JSONValue(parsing: Array(text.utf8))
        #expect(throws: ACMEFailure.self) { try ACMEDirectory(json: json) }
    }

    @Test func `reads a renewal window and refuses one that ends before it starts`() throws {
        let (early, late) = ("2026-01-02T04:00:00Z", "2026-01-03T04:00:00+01:00")
        let window = try RenewalWindow(
            json: [
                "suggestedWindow": ["start": .string(early), "end": .string(late)],
                "explanationURL": "https://ca.test/why",
            ], retryAfter: 21_600_000)
        #expect(window.end - window.start == 23 * 3_600_000)
        #expect(window.explanationURL == "https://ca.test/why")
        for (start, end) in [(late, early), (early, early), (early, "soon")] {
            let json: JSONValue = ["suggestedWindow": ["start": .string(start), "end": .string(end)]]
            #expect(throws: ACMEFailure.self) { try RenewalWindow(json: json) }
        }
    }

    @Test(arguments: ["b10lLJs8l1GP", "b10lLJs8l1E=", "b10lLJs8l1E", "a-_b", "a+/b"])
    func `takes the key of an external account in either base64`(_ text: String) {
        #expect(ExternalAccount(keyID: "kid-1", encodedKey: text) != nil)
    }

    @Test(arguments: ["", "=", "a b", "a"])
    func `refuses the key of an external account that is none`(_ text: String) {
        #expect(ExternalAccount(keyID: "kid-1", encodedKey: text) == nil)
    }
}
