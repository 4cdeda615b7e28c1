import ACME
import ProxyModel
import Testing

@Suite struct `Decision on a name of a handshake` {
    private let now: Int64 = 1_767_225_600_000

    private func host(
        _ pattern: String = "*.shops.example", _ rules: OnDemandTLS = OnDemandTLS(names: ["*"]), owner: String? = nil
    ) throws -> OnDemandHost {
        OnDemandHost(pattern: try HostPattern(pattern), rules: rules, owner: owner, changedAt: 1)
    }

    private func settings(_ change: (inout OnDemandSettings) -> Void = { _ in }) -> OnDemandSettings {
        var settings = OnDemandSettings()
        settings.permissionURL = "http://127.0.0.1/may"
        change(&settings)
        return settings
    }

    private func begin(
        _ name: String, _ host: OnDemandHost?, _ settings: OnDemandSettings? = nil
    ) -> OnDemandDecision.Step {
        var decision = OnDemandDecision(name: name, client: "192.0.2.1", settings: settings ?? self.settings())
        return decision.begin(OnDemandDecision.Circumstances(host: host))
    }

    @Test func `asks, takes from the budgets and wants a certificate that ends by itself`() throws {
        var decision = OnDemandDecision(name: "a.shops.example", client: "192.0.2.1", settings: settings())
        let host = try host(owner: "ops")
        #expect(decision.begin(.init(host: host)) == .ask(url: "http://127.0.0.1/may?domain=a.shops.example"))
        #expect(
            decision.permitted(status: 204)
                == .spend(BudgetDemand(bucket: "client:192.0.2.1", capacity: 10, interval: 360_000)))
        #expect(
            decision.spent(until: nil, now: now)
                == .spend(BudgetDemand(bucket: "domain:shops.example", capacity: 20, interval: 4_320_000)))
        #expect(
            decision.spent(until: nil, now: now)
                == .spend(BudgetDemand(bucket: "total", capacity: 200, interval: 18_000)))
        var intent = CertificateIntent(
            name: "on-demand.a.shops.example", domains: ["a.shops.example"], createdAt: now)
        intent.isOnDemand = true
        intent.owner = "ops"
        #expect(decision.spent(until: nil, now: now) == .want(intent))
    }

    @Test func `tells the client's budget from that of the domain`() throws {
        var decision = OnDemandDecision(
            name: "a.shops.example", client: "192.0.2.1", settings: settings { $0.permissionURL = nil })
        guard case .spend = decision.begin(.init(host: try host())) else {
            Issue.record("globs permit it")
            return
        }
        var other = decision
        #expect(other.spent(until: 7, now: now) == .refuse(.clientBudget(until: 7)))
        _ = decision.spent(until: nil, now: now)
        other = decision
        #expect(other.spent(until: 8, now: now) == .refuse(.domainBudget(until: 8)))
        _ = decision.spent(until: nil, now: now)
        #expect(decision.spent(until: 9, now: now) == .refuse(.totalBudget(until: 9)))
    }

    @Test func `counts the /48 of an IPv6 client too`() throws {
        var decision = OnDemandDecision(
            name: "a.shops.example", client: "2001:db8:1:2::", settings: settings { $0.permissionURL = nil })
        #expect(
            decision.begin(.init(host: try host()))
                == .spend(BudgetDemand(bucket: "client:2001:db8:1:2::", capacity: 10, interval: 360_000)))
        #expect(
            decision.spent(until: nil, now: now)
                == .spend(BudgetDemand(bucket: "client:2001:db8:1::/48", capacity: 40, interval: 90_000)))
        var other = decision
        #expect(other.spent(until: 7, now: now) == .refuse(.clientBudget(until: 7)))
        guard case .spend(let demand) = decision.spent(until: nil, now: now) else {
            Issue.record("the domain's budget is next")
            return
        }
        #expect(demand.bucket == "domain:shops.example")
    }

    @Test func `waits for what is there or on its way without asking anybody`() throws {
        for (isThere, isWanted) in [(true, false), (false, true), (true, true)] {
            var decision = OnDemandDecision(name: "a.b.shops.example", client: "", settings: settings())
            #expect(decision.begin(.init(host: try host(), isThere: isThere, isWanted: isWanted)) == .join)
        }
    }

    @Test func `heeds an earlier refusal, unless the certificate is there by now`() throws {
        var decision = OnDemandDecision(name: "a.shops.example", client: "", settings: settings())
        let refused = OnDemandRefusal.notPermitted(status: 403)
        #expect(decision.begin(.init(host: try host(), isWanted: true, refusal: refused)) == .refuse(refused))
        #expect(decision.begin(.init(host: try host(), isThere: true, refusal: refused)) == .join)
    }

    @Test func `obtains nothing for a host without leave`() {
        #expect(begin("a.shops.example", nil) == .refuse(.notServed))
    }

    @Test(arguments: [
        "localhost", "a.localhost", "single", "under_score.shops.example", "A.shops.example", "192.0.2.1", "a..b",
        "-a.shops.example", "a.shops.123", "", "own.shops.example", "2001:db8::1",
        String(repeating: "a.", count: 60) + "b",
    ])
    func `refuses what is no name for a certificate without asking`(name: String) throws {
        let settings = settings { $0.ownNames = ["own.shops.example"] }
        #expect(begin(name, try host("*", OnDemandTLS(maxDepth: 10)), settings) == .refuse(.unfit))
    }

    @Test func `refuses names outside the public DNS only where a public authority is asked`() throws {
        let host = try host("*.shops.test", OnDemandTLS())
        #expect(begin("a.shops.test", host) == .ask(url: "http://127.0.0.1/may?domain=a.shops.test"))
        #expect(begin("a.shops.test", host, settings { $0.isPublicAuthority = true }) == .refuse(.unfit))
    }

    @Test(arguments: [
        ("*.shops.example", 1, "a.shops.example", true), ("*.shops.example", 1, "a.b.shops.example", false),
        ("*.shops.example", 2, "a.b.shops.example", true), ("*", 0, "shop.example", true),
        ("*", 0, "www.shop.example", false), ("*", 1, "www.shop.example", true), ("*", 1, "www.shop.co.uk", true),
        ("*", 1, "a.www.shop.example", false),
    ])
    func `counts labels before the suffix, or before the registered domain`(
        pattern: String, depth: Int, name: String, isFit: Bool
    ) throws {
        let step = begin(name, try host(pattern, OnDemandTLS(maxDepth: depth)))
        #expect((step == .refuse(.tooDeep)) == !isFit)
    }

    @Test func `needs a match among the globs of the settings and of the host`() throws {
        let host = try host("*.shops.example", OnDemandTLS(names: ["a*.shops.example"]))
        let settings = settings { $0.names = ["*1.shops.example"] }
        #expect(begin("a1.shops.example", host, settings) == .ask(url: "http://127.0.0.1/may?domain=a1.shops.example"))
        #expect(begin("b1.shops.example", host, settings) == .refuse(.notListed))
        #expect(begin("a2.shops.example", host, settings) == .refuse(.notListed))
    }

    @Test func `obtains nothing that nobody permits`() throws {
        let silent = settings { $0.permissionURL = nil }
        #expect(
            begin("a.shops.example", try host("*.shops.example", OnDemandTLS()), silent) == .refuse(.nothingPermits))
    }

    @Test(arguments: [(200, true), (204, true), (299, true), (301, false), (302, false), (403, false), (500, false)])
    func `takes 2xx alone for a permission`(status: Int, isPermitted: Bool) throws {
        var decision = OnDemandDecision(name: "a.shops.example", client: "", settings: settings())
        _ = decision.begin(.init(host: try host()))
        #expect((decision.permitted(status: status) == .refuse(.notPermitted(status: status))) == !isPermitted)
    }
}
