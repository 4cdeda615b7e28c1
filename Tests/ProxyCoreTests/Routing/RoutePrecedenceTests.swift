import ProxyModel
import Testing

@testable import ProxyCore

struct `Route precedence` {
    /// In each row the first route wins over the second for `/api/users`.
    @Test(arguments: [
        (route("winner", "/api", priority: 51), route("loser", "/api/users", .exact)),
        (route("winner", "/a.*", .regex, priority: 51), route("loser", "/api/users", .exact)),
        (route("winner", "/api/users", .exact), route("loser", "/api/users")),
        (route("winner", "/api/users", .exact, createdAt: 9), route("loser", "/api/users", .regex)),
        (route("winner", "/api/users", createdAt: 9), route("loser", "/api")),
        (route("winner", "/api/", createdAt: 9), route("loser", "/api")),
        (route("winner", "/", createdAt: 9), route("loser", "/api/users", .regex)),
        (route("winner", "/api", createdAt: 1), route("loser", "/api", createdAt: 2)),
        (route("winner", "/a.*", .regex, createdAt: 1), route("loser", "/api/users", .regex, createdAt: 2)),
        (route("a-winner", "/api"), route("b-loser", "/api")),
        (route("a-winner", "/api.*", .regex), route("b-loser", "/a.*", .regex)),
    ])
    func `priority, then kind, then length, then age, then id`(winner: Route, loser: Route) throws {
        for order in [[winner, loser], [loser, winner]] {
            let fixture = RoutingFixture()
            fixture.put(try proxy("h"))
            for route in order { fixture.put(route) }
            #expect(fixture.match("h", "/api/users").route?.id == winner.id)
            fixture.delete(.routes, winner.id)
            #expect(fixture.match("h", "/api/users").route?.id == loser.id)
        }
    }

    /// The scope decides who takes part, not who wins.
    @Test(arguments: [(60, "global"), (50, "a-scoped"), (40, "a-scoped")])
    func `a route for all hosts and one for this host are ranked alike`(priority: Int, winner: String) throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("a-scoped", "/api", for: "h"))
        fixture.put(route("global", "/api", priority: priority))
        #expect(fixture.match("h", "/api").route?.id == winner)
    }

    @Test func `a route wins over the proxy's own target, whatever its priority`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/api", priority: 0))
        #expect(fixture.answer("h", "/api") == "h r -> fixed 204")
        #expect(fixture.answer("h", "/other") == "h - -> http://h:81")
    }

    @Test func `the next best route is taken when the best does not allow the method`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("exact", "/api", .exact, priority: 90) { $0.methods = ["POST"] })
        fixture.put(route("same", "/api", .exact, priority: 80))
        fixture.put(route("prefix", "/", priority: 70))
        #expect(fixture.match("h", "/api", method: "POST").route?.id == "exact")
        #expect(fixture.match("h", "/api").route?.id == "same")
    }

    @Test func `a proxy-scoped route applies to its hosts only, also when it comes before them`() throws {
        let fixture = RoutingFixture()
        fixture.put(route("r", "/api", for: "a", "*.b", "*"))
        for name in ["a", "*.b", "c", "*"] { fixture.put(try proxy(name)) }
        #expect(["a", "x.b", "c", "zzz"].map { fixture.match($0, "/api").route?.id } == ["r", "r", nil, "r"])
    }
}
