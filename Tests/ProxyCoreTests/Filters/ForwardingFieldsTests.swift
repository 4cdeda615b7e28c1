import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

@Suite struct ForwardingFieldsTests {
    private func forwarded(
        _ fields: String, trusted: [String] = [], edit: (inout WorkerSettings) -> Void = { _ in }
    ) throws -> WireMessage {
        var settings = WorkerSettings()
        settings.trustedProxies = trusted.compactMap { IPNetwork($0) }
        edit(&settings)
        return try WorkerFixture(settings).forwarded("GET / HTTP/1.1\r\nHost: app.test:8080\r\n\(fields)\r\n")
    }

    private static let claims =
        "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.test\r\n"
        + "X-Forwarded-Port: 1\r\nX-Real-IP: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\nX-Request-ID: chosen\r\n"
        + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: a=b\r\n"

    @Test func `the upstream learns who asked and how`() throws {
        let request = try forwarded("")
        #expect(request["Host"] == "app.test:8080")
        #expect(request["X-Forwarded-For"] == "127.0.0.1")
        #expect(request["X-Real-IP"] == "127.0.0.1")
        #expect(request["X-Forwarded-Proto"] == "http")
        #expect(request["X-Forwarded-Host"] == "app.test:8080")
        #expect(request["X-Forwarded-Port"] == "8080")
        #expect(request["Via"] == "1.1 proxyd")
        #expect(request["X-Request-ID"]?.count == 32)
        #expect(request["traceparent"]?.split(separator: "-").map(\.count) == [2, 32, 16, 2])
        #expect(request["Forwarded"] == nil)
    }

    @Test func `what a stranger claims is replaced`() throws {
        let request = try forwarded(Self.claims)
        #expect(request.all("X-Forwarded-For") == ["127.0.0.1"])
        #expect(request.all("X-Forwarded-Proto") == ["http"])
        #expect(request.all("X-Forwarded-Host") == ["app.test:8080"])
        #expect(request.all("X-Forwarded-Port") == ["8080"])
        #expect(request.all("X-Real-IP") == ["127.0.0.1"])
        #expect(request["Forwarded"] == nil)
        #expect(request["X-Request-ID"] != "chosen")
        #expect(request["traceparent"]?.contains("0af7651916cd43dd8448eb211c80319c") == false)
        #expect(request["tracestate"] == nil)
    }

    @Test func `what a trusted hop says is kept and continued`() throws {
        let request = try forwarded(Self.claims, trusted: ["127.0.0.0/8"])
        #expect(request.all("X-Forwarded-For") == ["203.0.113.7, 127.0.0.1"])
        #expect(request.all("X-Forwarded-Proto") == ["https"])
        #expect(request.all("X-Forwarded-Host") == ["evil.test"])
        #expect(request.all("X-Forwarded-Port") == ["1"])
        #expect(request.all("X-Real-IP") == ["203.0.113.7"])
        #expect(request["X-Request-ID"] == "chosen")
        #expect(request["traceparent"]?.contains("0af7651916cd43dd8448eb211c80319c") == true)
        #expect(request["tracestate"] == "a=b")
    }

    @Test(arguments: [
        ("X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n", "203.0.113.7"),
        ("X-Forwarded-For: 203.0.113.7, 10.0.0.1\r\n", "203.0.113.7"),
        ("X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 10.0.0.1, 10.0.0.2\r\n", "10.0.0.1"),
        ("X-Forwarded-For: [2001:db8::1]:443\r\n", "2001:db8::1"),
        ("X-Forwarded-For: 203.0.113.7:5000\r\n", "203.0.113.7"),
        ("X-Forwarded-For: 10.0.0.1, not-an-address\r\n", "127.0.0.1"),
        ("X-Forwarded-For: \r\n", "127.0.0.1"),
        ("X-Forwarded-For: ,,,\r\n", "127.0.0.1"),
    ])
    func `the client is the last address that no trusted hop has`(_ fields: String, _ client: String) throws {
        let request = try forwarded(fields, trusted: ["127.0.0.1/32", "10.0.0.0/8"])
        #expect(request["X-Real-IP"] == client)
    }

    @Test func `RFC 7239 is spoken where it is wanted`() throws {
        let request = try forwarded("Forwarded: for=203.0.113.7\r\n") { $0.sendForwarded = true }
        #expect(request.all("Forwarded") == ["for=127.0.0.1;host=\"app.test\";proto=http"])
        let trusted = try forwarded("Forwarded: for=203.0.113.7\r\n", trusted: ["127.0.0.1/32"]) {
            $0.sendForwarded = true
        }
        #expect(trusted["Forwarded"] == "for=203.0.113.7, for=127.0.0.1;host=\"app.test\";proto=http")
    }

    @Test func `Via is added to and not replaced`() throws {
        #expect(try forwarded("Via: 1.0 other\r\n")["Via"] == "1.0 other, 1.1 proxyd")
    }

    @Test func `a request that came through this node already is a loop`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\nVia: 1.0 a, 1.1 proxyd\r\n\r\n")
        let response = try fixture.response(client)
        #expect(response.status == 508)
        #expect(response["Proxy-Status"]?.contains("proxy_loop_detected") == true)
        #expect(fixture.backendCount == 0)
    }

    @Test func `an upstream that is this very listener is a loop`() throws {
        let fixture = try WorkerFixture()
        let proxy = try ProxyTarget(
            hostname: HostPattern("loop.test"), target: UpstreamURL("http://127.0.0.1:\(fixture.port)"), createdAt: 1)
        fixture.worker.routing.apply(.put(.proxy(proxy)))
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: loop.test\r\n\r\n")
        #expect(try fixture.response(client).status == 508)
    }
}
