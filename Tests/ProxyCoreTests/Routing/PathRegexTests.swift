import ProxyModel
import Testing

@testable import ProxyCore

struct `Regular expressions` {
    private static let hostile = "/(a+)+$"
    private static let attack = "/" + String(repeating: "a", count: 60) + "!"

    private func match(
        _ pattern: String, _ path: [UInt8], _ limits: RegexLimits = RegexLimits()
    ) throws -> RegexMatcher.Outcome {
        try PathRegex(pattern).match(path.span, with: RegexMatcher(limits))
    }

    @Test func `a catastrophic expression is stopped by the match limit`() throws {
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try match(Self.hostile, Array(Self.attack.utf8)) == .limitExceeded)
        #expect(clock.now - start < .milliseconds(100))
    }

    @Test func `a higher limit lets more work be done`() throws {
        var limits = RegexLimits()
        let path = Array(("/" + String(repeating: "a", count: 14) + "!").utf8)
        limits.matches = 10_000_000
        #expect(try match(Self.hostile, path, limits) == .noMatch)
        limits.matches = 100
        #expect(try match(Self.hostile, path, limits) == .limitExceeded)
    }

    @Test func `a request is refused when an expression that could have won is stopped`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("hostile", Self.hostile, .regex, priority: 60))
        fixture.put(route("lower", "/", priority: 50))
        #expect(fixture.answer("h", Self.attack) == "h hostile -> unavailable a regular expression ran into its limits")
        #expect(fixture.answer("h", "/aaa") == "h hostile -> fixed 204")
        #expect(fixture.answer("h", "/b") == "h lower -> fixed 204")
    }

    @Test func `an expression that cannot win does not run`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("hostile", Self.hostile, .regex))
        fixture.put(route("higher", "/", priority: 51))
        #expect(fixture.answer("h", Self.attack) == "h higher -> fixed 204")
    }

    @Test func `matches bytes that are not UTF-8`() throws {
        #expect(try match("/..$", [0x2F, 0xFF, 0xFE]) == .matched(3))
    }

    @Test func `matches an empty path`() throws {
        #expect(try match("a*", []) == .matched(0))
        #expect(try match("a", []) == .noMatch)
    }

    @Test(arguments: [".*\\.php$", "(?:/[^/]+)+/end$", "/([a-z]+/)*end$"])
    func `an honest expression is decided for the longest path`(pattern: String) throws {
        let path = "/x.php" + String(repeating: "/end", count: 4_000)
        #expect(try match(pattern, Array(path.utf8)) != .limitExceeded)
    }

    @Test func `a pattern cannot raise the limits`() throws {
        let pattern = "(*LIMIT_MATCH=4000000000)" + Self.hostile
        #expect(try match(pattern, Array(Self.attack.utf8)) == .limitExceeded)
    }

    @Test func `the length of a match counts from the start, whatever the expression resets`() throws {
        #expect(try match("/a\\Kbc", Array("/abcd".utf8)) == .matched(4))
    }
}
