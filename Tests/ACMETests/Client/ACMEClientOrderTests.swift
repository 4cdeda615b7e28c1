import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct `ACME client and orders` {
    private static let identifiers = [ACMEIdentifier.dns("a.example")]

    private func standIn(
        hasRenewalInfo: Bool = true, _ more: @escaping AuthorityStandIn.Script = { _ in nil }
    ) throws -> AuthorityStandIn {
        try AuthorityStandIn(hasRenewalInfo: hasRenewalInfo) { request in
            if let answer = more(request) { return answer }
            guard ["/order", "/order/1", "/finalize"].contains(request.path) else { return nil }
            return AuthorityStandIn.order("http://\(request.field("Host") ?? "")")
        }
    }

    private func certificate() throws -> CertificateIdentifier {
        let authority = try LocalAuthority(madeAt: 0)
        return try CertificateIdentifier(chainPEM: authority.issue(["a.example"], as: "a", now: 0).chainPEM)
    }

    @Test func `name profile and certificate to be replaced`() async throws {
        let standIn = try standIn()
        let (client, account) = try await standIn.session()
        let replaced = try certificate()
        let order = try await client.newOrder(
            Self.identifiers, profile: "shortlived", replaces: replaced, as: account)
        #expect(order.url == standIn.server.url("/order/1"))
        let request = try SignedRequest(body: try #require(standIn.requests("/order").first).body)
        #expect(request.payload?["profile"] == "shortlived")
        #expect(request.payload?["replaces"] == .string(replaced.text))
        #expect(request.payload?["identifiers"] == [["type": "dns", "value": "a.example"]])
        #expect(request.header["kid"] == .string(account.url))
    }

    @Test func `name nothing that the authority does not know`() async throws {
        let standIn = try standIn(hasRenewalInfo: false)
        let (client, account) = try await standIn.session()
        _ = try await client.newOrder(Self.identifiers, replaces: certificate(), as: account)
        let request = try SignedRequest(body: try #require(standIn.requests("/order").first).body)
        #expect(request.payload == ["identifiers": [["type": "dns", "value": "a.example"]]])
        #expect(try await client.renewalInfo(certificate()) == nil)
    }

    @Test func `say that the certificate is replaced already`() async throws {
        let standIn = try standIn { request in
            request.path == "/order" ? AuthorityStandIn.problem("alreadyReplaced", status: 409) : nil
        }
        let (client, account) = try await standIn.session()
        let failure = await #expect(throws: ACMEFailure.self) {
            _ = try await client.newOrder(Self.identifiers, replaces: certificate(), as: account)
        }
        #expect(failure?.problem?.isAlreadyReplaced == true)
    }

    @Test func `are refused for other names than were asked for`() async throws {
        let standIn = try standIn()
        let (client, account) = try await standIn.session()
        let failure = await #expect(throws: ACMEFailure.self) {
            _ = try await client.newOrder([.dns("b.example")], as: account)
        }
        #expect(failure?.violation == "the order is for other names than were asked for")
    }

    @Test func `are read with an empty payload and what the authority asks to wait`() async throws {
        let standIn = try standIn { request in
            guard request.path == "/order/1" else { return nil }
            return AuthorityStandIn.order("http://127.0.0.1", status: "processing", fields: "Retry-After: 3\r\n")
        }
        let (client, account) = try await standIn.session()
        let order = try await client.order(at: standIn.server.url("/order/1"), as: account)
        #expect(order.status == .processing)
        #expect(order.retryAfter == 3_000)
        let request = try SignedRequest(body: try #require(standIn.requests("/order/1").first).body)
        #expect(request.payload == nil)
    }

    @Test func `are finalized with the request in base64url`() async throws {
        let standIn = try standIn()
        let (client, account) = try await standIn.session()
        let order = try await client.newOrder(Self.identifiers, as: account)
        let finalized = try await client.finalize(order, csr: [0xFB, 0xFF, 0xFE], as: account)
        #expect(finalized.url == order.url)
        let request = try SignedRequest(body: try #require(standIn.requests("/finalize").first).body)
        #expect(request.payload == ["csr": "-__-"])
    }

    @Test func `keep what the authority says of each name`() async throws {
        let standIn = try standIn { request in
            guard request.path == "/order" else { return nil }
            return .document(
                """
                {"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"no","subproblems":[
                {"type":"urn:ietf:params:acme:error:caa","detail":"CAA","identifier":{"type":"dns","value":"a.example"}}]}
                """, type: "application/problem+json", status: 403)
        }
        let (client, account) = try await standIn.session()
        let failure = await #expect(throws: ACMEFailure.self) {
            _ = try await client.newOrder(Self.identifiers, as: account)
        }
        #expect(failure?.problem?.subproblems.first?.identifier == .dns("a.example"))
        #expect(failure?.description == "the authority refuses: rejectedIdentifier: no (a.example: CAA)")
    }

    @Test func `have renewal information that says when to look again`() async throws {
        let identifier = try certificate()
        let standIn = try standIn { request in
            guard request.path == "/ari/" + identifier.text else { return nil }
            return .document(
                """
                {"suggestedWindow":{"start":"2026-01-02T04:00:00Z","end":"2026-01-03T04:00:00Z"},
                "explanationURL":"https://ca.test/why"}
                """, fields: "Retry-After: 21600\r\n")
        }
        let window = try #require(try await standIn.client().renewalInfo(identifier))
        #expect(window.end - window.start == 86_400_000)
        #expect(window.retryAfter == 21_600_000)
        #expect(window.explanationURL == "https://ca.test/why")
        #expect(standIn.server.requests.last?.method == "GET")
    }

    @Test(arguments: ["", "{}", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
    func `give nothing else than certificates`(_ text: String) async throws {
        let standIn = try standIn { request in
            request.path == "/certificate" ? .document(text, type: "application/pem-certificate-chain") : nil
        }
        let (client, account) = try await standIn.session()
        for root in [nil, "A root"] {
            let failure = await #expect(throws: ACMEFailure.self) {
                _ = try await client.certificateChain(
                    at: standIn.server.url("/certificate"), preferredRoot: root, as: account)
            }
            #expect(failure?.violation == "the authority sent something else than certificates")
        }
    }

    @Test func `are told what a challenge is answered with`() async throws {
        let standIn = try standIn { request in
            guard request.path == "/challenge" else { return nil }
            return .document(#"{"type":"dns-persist-01","url":"https://ca.test/c","status":"processing"}"#)
        }
        let (client, account) = try await standIn.session()
        let challenge = try await client.respond(to: standIn.server.url("/challenge"), as: account)
        #expect(challenge.status == .processing)
        let request = try SignedRequest(body: try #require(standIn.requests("/challenge").first).body)
        #expect(request.payload == [:])
    }

    @Test func `do not lead to addresses without TLS elsewhere`() async throws {
        let standIn = try standIn()
        let (client, account) = try await standIn.session()
        let failure = await #expect(throws: ACMEFailure.self) {
            _ = try await client.authorization(at: "http://192.0.2.1/metadata", as: account)
        }
        #expect(failure?.violation?.hasSuffix("is not an address with https") == true)
    }
}
