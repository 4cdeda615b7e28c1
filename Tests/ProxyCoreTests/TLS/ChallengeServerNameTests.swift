import ProxyModel
import Testing

@testable import ProxyCore

/// The names of tls-alpn-01: RFC 8737 §3, and RFC 8738 §6 with the reverse names of RFC 1035 §3.5 and RFC 3596 §2.5.
@Suite struct ChallengeServerNameTests {
    @Test(arguments: [
        ("www.example.com", "www.example.com"), ("192.0.2.1", "1.2.0.192.in-addr.arpa"),
        (
            "2001:db8::567:89ab",
            "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        ),
    ])
    func `is the name itself or the reverse name of an address`(_ identifier: String, _ name: String) {
        #expect(ChallengeServerName.name(of: identifier) == name)
    }

    @Test func `a name of a certificate says what it is made of`() throws {
        let challenge = ACMEChallengeRecord(
            type: .tlsALPN01, identifier: "a.example", token: "t", keyAuthorization: "t.p", createdAt: 1)
        let content = try #require(
            ChallengeCertificateName.content(of: ChallengeCertificateName.certificate(for: challenge)))
        #expect(content.identifier == "a.example")
        #expect(content.keyAuthorization == "t.p")
        #expect(ChallengeCertificateName.content(of: "a.example") == nil)
        #expect(ChallengeCertificateName.content(of: "local-ca:a.example") == nil)
    }
}
