import ProxyModel
import Testing

@testable import ACME

@Suite struct `Budget of an order` {
    private func buckets(replaces: Bool = false, isSameSet: Bool = false) -> [String] {
        IssuanceBudget.demands(
            ["a.site.example", "b.site.example", "other.co.uk"], email: nil, limits: .letsEncrypt, replaces: replaces,
            isSameSet: isSameSet
        ).filter(\.isTaken).map { String($0.bucket.split(separator: ":")[0]) }
    }

    @Test func `takes of orders, of each registered domain and of the exact set`() {
        #expect(buckets() == ["orders", "domain", "domain", "set"])
    }

    @Test func `spares renewals, most of all those that say what they replace`() {
        #expect(buckets(isSameSet: true) == ["set"])
        #expect(buckets(replaces: true).isEmpty)
    }

    @Test func `asks nothing of authorities whose limits are not known, but what they told`() {
        let demands = IssuanceBudget.demands(
            ["a.example"], email: "ops@example.com", limits: .none, replaces: false, isSameSet: false)
        #expect(demands.allSatisfy { $0.bucket.hasPrefix("told:") && !$0.isTaken })
    }

    @Test(arguments: [
        ("a.b.example.com", "example.com"), ("*.example.com", "example.com"), ("example.com", "example.com"),
        ("www.shop.co.uk", "shop.co.uk"), ("co.uk", "co.uk"), ("a.b.com.de", "b.com.de"), ("a.b.io", "b.io"),
        ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("localhost", "localhost"),
    ])
    func `counts by the registered domain`(name: String, domain: String) {
        #expect(RegisteredDomain.of(name) == domain)
    }

    @Test func `knows which limit an authority means`() {
        func bucket(_ words: String) -> Substring? {
            IssuanceBudget.toldBucket(words, names: ["a.site.example"], email: nil).split(separator: ":").dropFirst()
                .first
        }
        #expect(bucket("too many new orders (300) from this account") == "account")
        #expect(bucket("too many certificates (50) already issued for \"site.example\" in the last 168h") == "domain")
        #expect(bucket("too many certificates (5) already issued for this exact set of identifiers") == "set")
        #expect(bucket("slow down") == "set")
    }
}
