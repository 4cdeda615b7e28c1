import ProxyModel
import Testing

@testable import ProxyCore

struct `Requests to upstreams` {
    @Test(arguments: [
        ("http://up", "up"), ("https://up", "up"), ("http://up:443", "up:443"), ("https://up:8443", "up:8443"),
        ("http://[2001:db8::1]:8080", "[2001:db8::1]:8080"), ("http://[::1]", "[::1]"),
        ("unix:/run/x.sock", "localhost"),
    ])
    func `Host names the upstream when the client's is not preserved`(url: String, expected: String) throws {
        let fixture = RoutingFixture()
        let target = try UpstreamURL(url)
        fixture.put(
            try proxy("h") {
                $0.target = target
                $0.preserveHostHeader = false
            })
        let match = fixture.match("h")
        guard case .upstream(let upstream) = match.outcome else { return #expect(Bool(false)) }
        #expect(!match.preservesHost)
        #expect(String(decoding: upstream.host(at: nil), as: UTF8.self) == expected)
    }

    @Test func `a route to another host takes that proxy's rules`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(try proxy("other") { $0.preserveHostHeader = false })
        fixture.put(route("r", "/") { $0.target = .hostname("other") })
        let match = fixture.match("h")
        #expect(!match.preservesHost && match.upstreamProxy?.pattern == "other" && match.proxy?.pattern == "h")
    }

    @Test func `proxies and routes with one upstream share one group, and an update keeps it`() throws {
        let fixture = RoutingFixture()
        let url = try UpstreamURL("http://up:1")
        fixture.put(try proxy("a") { $0.target = url })
        fixture.put(try proxy("b") { $0.target = url })
        fixture.put(route("r", "/r") { $0.target = .url(url) })
        let group = try #require(fixture.match("a").proxy?.upstream?.group)
        #expect(fixture.match("b").proxy?.upstream?.group === group)
        #expect(group.references == 3)
        fixture.put(try proxy("a") { $0.target = url })
        #expect(fixture.match("a").proxy?.upstream?.group === group)
        fixture.put(try proxy("b"))
        fixture.delete(.routes, "r")
        #expect(group.references == 1)
        fixture.delete(.proxies, "a")
        #expect(group.references == 0)
    }

    @Test func `a match keeps what it names although it is deleted`() throws {
        let fixture = RoutingFixture()
        fixture.put(try proxy("h"))
        fixture.put(route("r", "/") { $0.target = .port(1) })
        let match = fixture.match("h")
        fixture.delete(.routes, "r")
        fixture.delete(.proxies, "h")
        #expect(RoutingFixture.text(match) == "h r -> http://127.0.0.1:1")
    }

    @Test func `fields replace those of the message, also under their aliases`() throws {
        let fields = try #require(
            CompiledFields([Header(name: "X-Team", value: "a"), Header(name: "X-Team", value: "b")]))
        let block = HeaderBlock()
        block.append(name: "x-team", value: "1")
        block.append(name: "X_Team", value: "2")
        block.append(name: "X-Teams", value: "3")
        fields.apply(to: block)
        let kept = (0..<block.lineCount).filter { !block.line($0).isRemoved }.map {
            unsafe String(decoding: block.name($0), as: UTF8.self) + ":"
                + String(decoding: block.value($0), as: UTF8.self)
        }
        #expect(kept == ["X-Teams:3", "X-Team:a", "X-Team:b"])
    }
}
