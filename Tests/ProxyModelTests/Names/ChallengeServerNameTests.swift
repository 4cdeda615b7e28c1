import ProxyModel
import Testing

/// The names of tls-alpn-01: RFC 8737 §3, and RFC 8738 §6 with the reverse names of RFC 1035 §3.5 and RFC 3596 §2.5.
@Suite struct ChallengeServerNameTests {
    @Test(arguments: [
        ("www.example.com", "www.example.com"), ("WWW.Example.com", "www.example.com"),
        ("192.0.2.1", "1.2.0.192.in-addr.arpa"),
        ("2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
        ("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
    ])
    func `is the name itself or the reverse name of an address`(_ identifier: String, _ name: String) {
        #expect(ChallengeServerName.name(of: identifier) == name)
    }
}
