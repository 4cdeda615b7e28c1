import ProxyModel
import Testing

@testable import ProxyCore

struct `Path patterns` {
    @Test(arguments: [
        ("/api", ["/api", "/api/", "/api/users", "/api//x"], ["/", "/ap", "/apix", "/API", "/x/api", ""]),
        ("/api/", ["/api/", "/api/users"], ["/api", "/apix", "/"]),
        ("/", ["/", "/a", "/a/b"], ["", "*"]),
        ("/a%2Fb", ["/a%2Fb", "/a%2Fb/c"], ["/a/b"]),
    ])
    func `a prefix ends at the border of a segment`(pattern: String, matching: [String], others: [String]) throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", pattern))
        for path in matching { #expect(fixture.match("h", path).route?.id == "r", "\(path)") }
        for path in others { #expect(fixture.match("h", path).route == nil, "\(path)") }
    }

    @Test func `an exact path is nothing but itself`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/api", .exact))
        #expect(
            ["/api", "/api/", "/apix", "/ap", "/Api"].map { fixture.match("h", $0).route != nil }
                == [true, false, false, false, false])
    }

    @Test(arguments: [
        ("/v[0-9]+/x", "/v12/x/y", true), ("/v[0-9]+/x", "/a/v12/x", false), ("/a$", "/a", true), ("/a$", "/ab", false),
        ("(?i)/api", "/API/x", true), (".*\\.php$", "/x/y.php", true), ("^/a", "/a", true),
    ])
    func `a regular expression matches from the start and need not reach the end`(
        pattern: String, path: String, matches: Bool
    ) throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", pattern, .regex))
        #expect((fixture.match("h", path).route != nil) == matches)
    }

    @Test func `the length of what matched is told`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("prefix", "/api"))
        fixture.put(route("exact", "/exact", .exact))
        fixture.put(route("regex", "/v[0-9]+", .regex))
        #expect(["/api/users", "/exact", "/v12/x", "/"].map { fixture.match("h", $0).matchedLength } == [4, 6, 4, 0])
    }

    @Test(arguments: ["", "api", "/a?b", "/a#b", "/a b", "/ä", "/" + String(repeating: "a", count: 2_048)])
    func `refuses a path pattern that no canonical path could match`(pattern: String) {
        #expect(RoutePattern.validate(path: pattern) != nil)
    }

    @Test(arguments: [("/a/%7Eb", "/a/~b"), ("/a/../b", "/b"), ("/a%2fb", "/a%2Fb"), ("/a/.", "/a/")])
    func `asks for the spelling in which paths are seen`(pattern: String, spelling: String) {
        #expect(RoutePattern.validate(path: pattern) == "requests for this path are seen as '\(spelling)': write it so")
    }

    @Test(arguments: ["/..", "/a\\b", "/%zz", "/%00"])
    func `refuses a path pattern whose requests are refused`(pattern: String) {
        #expect(RoutePattern.validate(path: pattern)?.contains("does not climb above the root") == true)
    }

    @Test func `accepts a path pattern`() { #expect(RoutePattern.validate(path: "/a%20b/~c/") == nil) }

    @Test(arguments: [("/(a", 3), ("/[z-a]", 4), ("*", 0), ("a{2,1}", 5), ("(*UTF)/ä", 6), ("/\\C", 3)])
    func `refuses a regular expression and says where`(pattern: String, offset: Int) {
        let problem = RoutePattern.validate(regex: pattern)
        #expect(problem?.offset == offset, "\(String(describing: problem))")
        #expect(problem?.message.isEmpty == false)
    }

    @Test func `accepts a regular expression`() { #expect(RoutePattern.validate(regex: "/v[0-9]+/(a|b)$") == nil) }

    @Test func `refuses a regular expression that is too long or too deep`() {
        #expect(RoutePattern.validate(regex: String(repeating: "a", count: 2_049)) != nil)
        let deep = String(repeating: "(", count: 65) + String(repeating: ")", count: 65)
        #expect(RoutePattern.validate(regex: deep) != nil)
    }
}
