import Testing

@testable import ACME

@Suite struct RegisteredDomainTests {
    @Test(
        arguments: [
            ("example.com", "example.com"), ("a.b.example.com", "example.com"), ("*.example.com", "example.com"),
            ("www.example.co.uk", "example.co.uk"), ("a.example.com.au", "example.com.au"),
            // Registered under countries without a second level, and under cities and prefectures.
            ("shop.example.de", "example.de"), ("a.b.example.city.kawasaki.jp", "city.kawasaki.jp"),
            ("a.example.k12.ca.us", "example.k12.ca.us"),
            // Wildcard rules and their exceptions.
            ("a.b.c.ck", "b.c.ck"), ("a.www.ck", "www.ck"),
            // The private part: every customer counts by itself.
            ("app.user.github.io", "user.github.io"), ("x.s3.amazonaws.com", "x.s3.amazonaws.com"),
            // Internationalized names in A-labels.
            ("www.xn--bcher-kva.de", "xn--bcher-kva.de"), ("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"),
            ("a.example.xn--p1ai", "example.xn--p1ai"),
            // Suffixes themselves, and what the list does not know.
            ("co.uk", "co.uk"), ("github.io", "github.io"), ("com", "com"), ("localhost", "localhost"),
            ("a.b.internal", "b.internal"), ("a.example.test", "example.test"),
            ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ])
    func `is what somebody registered`(name: String, domain: String) {
        #expect(RegisteredDomain.of(name) == domain)
    }

    @Test func `is found whatever is asked`() {
        for name in ["", ".", "..", "*.", "a..b", String(repeating: "a.", count: 5_000) + "com"] {
            _ = RegisteredDomain.of(name)
        }
    }
}
