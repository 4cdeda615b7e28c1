import ProxyModel
import Testing

@testable import ProxyCore

struct `Host matching` {
    @Test(arguments: [
        ("a.example.com", "a.example.com"),
        ("b.example.com", "*.example.com"),
        ("x.b.example.com", "*.b.example.com"),
        ("y.x.b.example.com", "*.b.example.com"),
        ("x.a.example.com", "*.example.com"),
        ("example.com", "*"),
        ("b.example.org", "*"),
        ("com", "*"),
        ("", "*"),
        ("2001:db8::1", "*"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        (".example.com", "*.example.com"),
    ])
    func `exact goes before the longest wildcard, which goes before the default`(host: String, pattern: String) throws {
        let fixture = RoutingFixture()
        for name in ["a.example.com", "*.example.com", "*.b.example.com", "*", "bücher.example"] {
            fixture.put(try proxy(name))
        }
        #expect(fixture.match(host).proxy?.pattern == pattern)
    }

    @Test func `without a default a host that nobody names is unknown`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("a.example.com"))
        #expect(fixture.answer("b.example.com") == "- - -> unknown host")
    }

    @Test func `a disabled proxy keeps its host from the wildcard`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("*.example.com"))
        fixture.put(try proxy("a.example.com") { $0.enabled = false })
        #expect(fixture.answer("a.example.com") == "a.example.com - -> disabled")
        fixture.delete(.proxies, "a.example.com")
        #expect(fixture.answer("a.example.com") == "*.example.com - -> http://wild.example.com:81")
    }

    @Test(arguments: [
        (true, true, "protocol disabled"), (true, false, "http://a:81"), (false, false, "protocol disabled"),
    ])
    func `serves only the protocols that are switched on`(http: Bool, tls: Bool, target: String) throws {
        let fixture = RoutingFixture()
        fixture.put(
            try proxy("a") {
                $0.enableHTTP = http
                $0.enableHTTPS = false
            })
        #expect(fixture.answer("a", tls: tls) == "a - -> \(target)")
    }

    @Test func `a host of very many labels finds its wildcard, however deep that is`() throws {
        let fixture = RoutingFixture()
        let deep = (0..<100).map { "\($0 % 10)" }.joined(separator: ".")
        fixture.put(try proxy("*.\(deep)"))
        fixture.put(try proxy("*.9"))
        #expect(fixture.match("x.\(deep)").proxy?.pattern == "*.\(deep)")
        #expect(fixture.match(deep).proxy?.pattern == "*.9")
    }

    @Test func `what is known of a certificate holds for one epoch and one host`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("a"))
        fixture.put(try proxy("*.b"))
        let epoch = fixture.table.certificateEpoch
        let exact = try #require(fixture.match("a").proxy)
        let wildcard = try #require(fixture.match("x.b").proxy)
        #expect(exact.hasCertificate(at: epoch) == nil)
        exact.remember(hasCertificate: true, at: epoch)
        wildcard.remember(hasCertificate: true, at: epoch)
        #expect(exact.hasCertificate(at: epoch) == true)
        #expect(wildcard.hasCertificate(at: epoch) == nil)
        fixture.delete(.certificates, "whatever")
        #expect(exact.hasCertificate(at: fixture.table.certificateEpoch) == nil)
    }
}
