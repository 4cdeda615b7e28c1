import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct FailureAnswerTests {
    private func answer(
        to host: String = "unknown.test", accept: String = "*/*", method: String = "GET", name: String = "proxyd",
        edit: (inout ProxyTarget) -> Void = { _ in }
    ) throws -> WireMessage {
        var settings = WorkerSettings()
        settings.nodeName = name
        let fixture = try WorkerFixture(settings, proxy: edit)
        let client = try fixture.client("\(method) / HTTP/1.1\r\nHost: \(host)\r\nAccept: \(accept)\r\n\r\n")
        return try fixture.response(client, to: method)
    }

    @Test func `a program gets a problem document`() throws {
        let answer = try answer()
        #expect(answer.status == 404)
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(answer["Cache-Control"] == "no-store")
        #expect(answer["Date"]?.hasSuffix("GMT") == true)
        let problem = try JSONValue(parsing: answer.body)
        #expect(problem["type"]?.stringValue == "/problems/unknown_host")
        #expect(problem["status"]?.integerValue == 404)
        #expect(problem["title"]?.stringValue == "Not Found")
        #expect(problem["instance"]?.stringValue == answer["X-Request-ID"])
        #expect(answer["X-Request-ID"]?.count == 32)
    }

    @Test func `a browser gets a page without foreign text`() throws {
        let answer = try answer(to: "unknown.test", accept: "text/html,application/xhtml+xml")
        #expect(answer["Content-Type"] == "text/html; charset=utf-8")
        #expect(answer.text.hasPrefix("<!doctype html>"))
        #expect(!answer.text.contains("unknown.test"))
        #expect(answer.text.contains(try #require(answer["X-Request-ID"])))
    }

    @Test func `HEAD gets the head alone`() throws {
        let answer = try answer(method: "HEAD")
        #expect(answer.status == 404)
        #expect(answer["Content-Length"] != nil && answer["Content-Length"] != "0")
    }

    @Test func `only a failure of the upstream has Proxy-Status`() throws {
        #expect(try answer()["Proxy-Status"] == nil)
        let refused = try answer(to: "app.test", name: "edge-1") { $0.target = try? UpstreamURL("http://127.0.0.1:1") }
        #expect(refused.status == 502)
        #expect(refused["Proxy-Status"] == "edge-1;error=connection_refused")
    }

    @Test func `a disabled host is told apart from an unknown one`() throws {
        let answer = try answer(to: "app.test") { $0.enabled = false }
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] != nil)
        #expect(try JSONValue(parsing: answer.body)["type"]?.stringValue == "/problems/host_disabled")
    }

    @Test func `every address but those allowed is refused`() throws {
        var traffic = TrafficPolicy()
        traffic.addressAllow = ["192.0.2.0/24"]
        let answer = try answer(to: "app.test") { $0.traffic = Boxed(traffic) }
        #expect(answer.status == 403)
        #expect(try JSONValue(parsing: answer.body)["type"]?.stringValue == "/problems/http_request_denied")
    }
}
