import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct PublicDocumentsTests {
    private static let anything: PublicDocuments.Check = { _ in nil }

    private func documents(_ fixture: ServerFixture) -> PublicDocuments {
        PublicDocuments(fixture.environment, intermediary: .none)
    }

    private func failure(_ documents: PublicDocuments, _ url: String) async -> PublicDocuments.Failure? {
        do throws(PublicDocuments.Failure) {
            _ = try await documents.document(.keySet, at: url, maximumBytes: 5_120, check: Self.anything)
            return nil
        } catch { return error }
    }

    @Test func `a document is fetched without credentials and kept`() async throws {
        let server = try LoopbackServer { _ in .document(#"{"a":1}"#) }
        let documents = documents(try ServerFixture())
        for _ in 0..<3 {
            let value = try await documents.document(
                .keySet, at: server.url("/c"), maximumBytes: 5_120, check: Self.anything)
            #expect(value == ["a": 1])
        }
        #expect(server.requests.count == 1)
        let head = try #require(server.requests.first).text.lowercased()
        #expect(head.contains("\r\naccept: application/json\r\n"))
        #expect(!head.contains("cookie") && !head.contains("authorization"))
    }

    @Test(
        arguments: [
            (.document("{}", status: 404), "404"),
            (.document("{}", status: 201), "201"),
            (.text("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"), "302"),
            (.document("{}", type: "text/html"), "application/json"),
            (.document("[]"), "JSON object"), (.document("{"), "JSON object"),
            (.document(#"{"a":1,"a":2}"#), "JSON object"),
            (.document(#"{"a":"\#(String(repeating: "x", count: 5_120))"}"#), "too large"),
            (.text("garbage\r\n\r\n"), "cannot be fetched"), (.text(""), "protocol error"),
        ] as [(LoopbackServer.Answer, String)])
    func `what is no usable document is refused with the reason and not kept`(
        answer: LoopbackServer.Answer, reason: String
    ) async throws {
        let server = try LoopbackServer { request in
            request.path == "/other" ? .document("{}") : answer
        }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        let failure = try #require(await failure(documents, server.url("/c")))
        #expect(failure.reason.contains(reason))
        #expect(!server.requests.contains { $0.path == "/other" })
        #expect(fixture.store.keys.isEmpty)
    }

    @Test func `an address that the policy forbids is never connected to`() async throws {
        let server = try LoopbackServer { _ in .document("{}") }
        let documents = documents(try ServerFixture(allowed: { _ in false }))
        let failure = try #require(await failure(documents, server.url("/c")))
        #expect(failure.reason.contains("address not allowed"))
        #expect(server.requests.isEmpty)
    }

    @Test func `many who ask at once cause one fetch`() async throws {
        let server = try LoopbackServer { _ in .document("{}") }
        let documents = documents(try ServerFixture())
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = await failure(documents, server.url("/c")) } }
        }
        #expect(server.requests.count == 1)
    }

    @Test func `a kept document is fetched again when it is no longer fresh`() async throws {
        let server = try LoopbackServer { _ in
            .document("{}", fields: "Cache-Control: public, max-age=3600\r\n")
        }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        for (seconds, count) in [(0, 1), (3_599, 1), (2, 2)] as [(Int64, Int)] {
            fixture.clock.advance(seconds: seconds)
            #expect(await failure(documents, server.url("/c")) == nil)
            #expect(server.requests.count == count)
        }
    }

    @Test func `another node finds the document in the store`() async throws {
        let server = try LoopbackServer { _ in .document(#"{"a":1}"#) }
        let fixture = try ServerFixture()
        #expect(await failure(documents(fixture), server.url("/c")) == nil)
        server.stop()
        #expect(await failure(documents(fixture), server.url("/c")) == nil)
        #expect(server.requests.count == 1)
    }

    @Test func `the last good copy serves for seven days of failures`() async throws {
        let isBroken = Mutex(false)
        let server = try LoopbackServer { _ in
            isBroken.withLock { $0 }
                ? .text("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") : .document(#"{"a":1}"#)
        }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        #expect(await failure(documents, server.url("/c")) == nil)
        isBroken.withLock { $0 = true }
        fixture.clock.advance(seconds: 6 * 86_400)
        #expect(await failure(documents, server.url("/c")) == nil)
        #expect(server.requests.count == 2)
        fixture.clock.advance(seconds: 86_400)
        #expect(await failure(documents, server.url("/c"))?.reason.contains("503") == true)
    }

    @Test func `a failing host is left alone for longer and longer`() async throws {
        let server = try LoopbackServer { _ in .text("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n") }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        for path in ["/a", "/b", "/c", "/d"] { #expect(await failure(documents, server.url(path)) != nil) }
        // The second failure in a row begins the pause, for every path of the host.
        #expect(server.requests.count == 2)
        #expect(await failure(documents, server.url("/a"))?.retryAfter == 5)
        fixture.clock.advance(seconds: 5)
        #expect(await failure(documents, server.url("/a")) != nil)
        #expect(server.requests.count == 3)
        #expect(await failure(documents, server.url("/a"))?.retryAfter == 10)
    }

    @Test func `documents that are not there keep nobody from others of their host`() async throws {
        let server = try LoopbackServer { $0.path == "/good" ? .document("{}") : .document("{}", status: 404) }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        for number in 0..<8 { #expect(await failure(documents, server.url("/\(number)"))?.isTemporary == false) }
        #expect(await failure(documents, server.url("/good")) == nil)
        // The same address is left alone after its second failure, for longer and longer.
        for _ in 0..<4 { #expect(await failure(documents, server.url("/0"))?.reason.contains("404") == true) }
        #expect(server.requests.filter { $0.path == "/0" }.count == 2)
    }

    @Test func `a server that is away is told from a document that is not there`() async throws {
        let server = try LoopbackServer { _ in .text("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") }
        let documents = documents(try ServerFixture())
        #expect(await failure(documents, server.url("/c"))?.isTemporary == true)
        server.stop()
        #expect(await failure(documents, server.url("/d"))?.isTemporary == true)
    }

    @Test func `one host is not asked for more than thirty documents a minute`() async throws {
        let server = try LoopbackServer { _ in .document("{}") }
        let fixture = try ServerFixture()
        let documents = documents(fixture)
        for number in 0..<35 { _ = await failure(documents, server.url("/\(number)")) }
        #expect(server.requests.count == 30)
        fixture.clock.advance(seconds: 60)
        #expect(await failure(documents, server.url("/40")) == nil)
    }

    @Test func `strangers leave connections to others, and do not fill the store for a week`() async throws {
        let servers = try (0..<2).map { _ in try LoopbackServer { _ in .document("{}") } }
        let fixture = try ServerFixture()
        let busy = PublicDocuments(fixture.environment, intermediary: .none, fetchingLimit: 0)
        #expect(await failure(busy, servers[0].url("/c"))?.retryAfter == 5)
        let few = PublicDocuments(fixture.environment, intermediary: .none, perMinute: 2)
        #expect(await failure(few, servers[0].url("/c")) == nil)
        #expect(await failure(few, servers[1].url("/c")) == nil)
        #expect(await failure(few, servers[0].url("/d"))?.reason == "too many documents were asked for")
        fixture.clock.advance(seconds: 600)
        #expect(await failure(few, servers[0].url("/c")) == nil)
        for server in servers { server.stop() }
        fixture.clock.advance(seconds: 3_600)
        // Asked for once, it is forgotten; asked for twice, it may be needed when its server is away.
        #expect(await failure(documents(fixture), servers[1].url("/c")) != nil)
        #expect(await failure(documents(fixture), servers[0].url("/c")) == nil)
    }

    @Test func `without the store documents are fetched all the same`() async throws {
        let server = try LoopbackServer { _ in .document("{}") }
        let fixture = try ServerFixture()
        fixture.store.setOutage("down")
        #expect(await failure(documents(fixture), server.url("/c")) == nil)
    }

    @Test(
        arguments: [
            (nil, 300), ("", 300), ("no-store", 300), ("no-cache, max-age=9999", 300), ("max-age=0", 300),
            ("max-age=-5", 300), ("max-age=x", 300), ("public, max-age=600", 600), ("MAX-AGE=\"600\"", 600),
            ("max-age=10, s-maxage=900", 900), ("max-age=999999999999999", 86_400),
            ("max-age=99999999999999999999", 300),
        ] as [(String?, Int64)])
    func `freshness keeps within five minutes and a day`(field: String?, seconds: Int64) {
        #expect(CacheLifetime.milliseconds(cacheControl: field) == seconds * 1_000)
    }
}
