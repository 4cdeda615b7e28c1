import ProxyModel
import Testing

@testable import ProxyCore

struct `Target templates` {
    @Test(arguments: [
        ("https://$host$path?$query", "https://h.example/a/b?x=1", "https://h.example/a/b"),
        ("/new$path", "/new/a/b", "/new/a/b"),
        ("/q?q=$query&k=v", "/q?q=x=1&k=v", "/q?q=&k=v"),
        ("/?$query", "/?x=1", "/"),
        ("$hosts$$path$pa", "h.examples$/a/b$pa", "h.examples$/a/b$pa"),
        ("/fixed", "/fixed", "/fixed"),
        ("", "", ""),
        ("$path$path", "/a/b/a/b", "/a/b/a/b"),
    ])
    func `puts the request's parts in`(text: String, withQuery: String, withoutQuery: String) {
        let template = TargetTemplate(text)
        let with = unsafe expanded { unsafe template.append(to: $0, host: $1, path: $2, query: $3) }
        let without = unsafe expanded(query: "") { unsafe template.append(to: $0, host: $1, path: $2, query: $3) }
        #expect(with == withQuery)
        #expect(without == withoutQuery)
    }

    @Test(arguments: ["//evil.example/x", "/\\evil.example/x", "/\\/evil.example/x", "///evil.example/x"])
    func `never begins with what a browser takes for another host`(path: String) {
        let template = TargetTemplate("$path")
        let location = unsafe expanded(path: path) { unsafe template.append(to: $0, host: $1, path: $2, query: $3) }
        #expect(location == "/evil.example/x")
    }

    @Test(arguments: [("/a", false), ("/a?b=c", true), ("/a$query", true), ("$path", false)])
    func `knows whether it spells a query`(text: String, definesQuery: Bool) {
        #expect(TargetTemplate(text).definesQuery == definesQuery)
    }
}

struct `Request targets for upstreams` {
    private func target(
        _ path: String, query: String = "",
        proxy edit: (inout ProxyTarget, inout TrafficPolicy) throws -> Void = { _, _ in },
        route: Route? = nil
    ) throws -> String {
        let fixture = RoutingFixture()
        var traffic = TrafficPolicy()
        var target = try proxy("h.example")
        try edit(&target, &traffic)
        if traffic != TrafficPolicy() { target.traffic = Boxed(traffic) }
        fixture.put(target)
        if let route { fixture.put(route) }
        let match = fixture.match("h.example", path)
        guard match.changesTarget else { return "unchanged" }
        return unsafe expanded(path: path, query: query) { buffer, host, path, query in
            unsafe match.appendTarget(to: buffer, host: host, path: path, query: query, hasQuery: !query.isEmpty)
        }
    }

    @Test func `goes on as it came when nothing changes it`() throws {
        #expect(try target("/a", query: "b") == "unchanged")
    }

    @Test(arguments: [
        ("http://up/base", "/base/a?x=1"), ("http://up/base/", "/base/a?x=1"), ("http://up/", "unchanged"),
    ])
    func `the path of the upstream comes first`(url: String, expected: String) throws {
        #expect(try target("/a", query: "x=1", proxy: { proxy, _ in proxy.target = try UpstreamURL(url) }) == expected)
    }

    @Test(arguments: [
        ("/app/x", "/x"), ("/app", "/"), ("/app/", "/"), ("/apple", "/apple"), ("/other", "/other"),
    ])
    func `a proxy's prefix is removed at the border of a segment`(path: String, expected: String) throws {
        #expect(try target(path, proxy: { _, traffic in traffic.stripPrefix = "/app" }) == expected)
    }

    @Test(arguments: [("/x", "", "/v2/x"), ("/x", "a=1", "/v2/x?a=1")])
    func `a rewrite keeps the query unless it spells one`(path: String, query: String, expected: String) throws {
        #expect(try target(path, query: query, proxy: { _, traffic in traffic.rewrite = "/v2$path" }) == expected)
        #expect(try target(path, query: query, proxy: { _, traffic in traffic.rewrite = "v2?p=$path" }) == "/v2?p=/x")
    }

    @Test func `what is stripped does not reach the rewrite`() throws {
        let changed = try target("/app/x") { _, traffic in
            traffic.stripPrefix = "/app"
            traffic.rewrite = "/v2$path"
        }
        #expect(changed == "/v2/x")
    }

    @Test(arguments: [
        ("/api", Route.PathMatch.prefix, "/api/users", "/base/users"), ("/api/", .prefix, "/api/users", "/base/users"),
        ("/api", .prefix, "/api", "/base/"), ("/api", .exact, "/api", "/base/"),
        ("/v[0-9]+", .regex, "/v12/x", "/base/x"),
        ("/v[0-9]+", .regex, "/v12x/y", "/base/v12x/y"), ("/", .prefix, "/x", "/base/x"),
    ])
    func `a route removes what it matched`(pattern: String, match: Route.PathMatch, path: String, expected: String)
        throws
    {
        let url = try UpstreamURL("http://up/base")
        let stripping = route("r", pattern, match) {
            $0.target = .url(url)
            $0.stripPrefix = true
        }
        #expect(try target(path, route: stripping) == expected)
    }

    @Test func `the proxy's rule is for its own target only`() throws {
        let url = try UpstreamURL("http://up")
        let plain = route("r", "/app") { $0.target = .url(url) }
        #expect(
            try target("/app/x", proxy: { _, traffic in traffic.stripPrefix = "/app" }, route: plain) == "unchanged")
    }
}

/// What `write` puts into a buffer for the request of `http://h.example/a/b?x=1`, or another path or query.
private func expanded(
    path: String = "/a/b", query: String = "x=1",
    _ write: (WriteBuffer, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void
) -> String {
    let buffer = WriteBuffer()
    let (host, path, query) = (Array("h.example".utf8), Array(path.utf8), Array(query.utf8))
    unsafe host.withUnsafeBufferPointer { host in
        unsafe path.withUnsafeBufferPointer { path in
            unsafe query.withUnsafeBufferPointer { query in unsafe write(buffer, host, path, query) }
        }
    }
    return unsafe String(decoding: buffer.readable, as: UTF8.self)
}
