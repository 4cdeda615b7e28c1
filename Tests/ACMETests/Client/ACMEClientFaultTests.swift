import ACME
import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `ACME client and a failing authority` {
    /// Counts the requests of a script.
    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    private func failure(of body: () async throws -> Void) async -> ACMEFailure? {
        await #expect(throws: ACMEFailure.self) { try await body() }
    }

    @Test(arguments: [1, 2])
    func `reads again after an error of the server`(_ failures: Int) async throws {
        let counter = Counter()
        let standIn = try AuthorityStandIn { request in
            guard request.path == "/directory", counter.next() <= failures else { return nil }
            return .document("<html>Bad gateway</html>", type: "text/html", status: 502)
        }
        #expect(try await standIn.client().directory().newOrder == standIn.server.url("/order"))
        #expect(standIn.requests("/directory").count == failures + 1)
    }

    @Test func `gives up after three errors of the server`() async throws {
        let standIn = try AuthorityStandIn { request in
            request.path == "/directory" ? .document("", status: 500) : nil
        }
        let failure = await failure { _ = try await standIn.client().directory() }
        #expect(failure == .problem(ACMEProblem(type: "about:blank", detail: "", status: 500)))
        #expect(standIn.requests("/directory").count == 3)
    }

    @Test func `never orders twice by itself`() async throws {
        let standIn = try AuthorityStandIn { request in
            request.path == "/order" ? AuthorityStandIn.problem("serverInternal", status: 500) : nil
        }
        let (client, account) = try await standIn.session()
        let failure = await failure { _ = try await client.newOrder([.dns("a.example")], as: account) }
        #expect(failure?.problem?.isTemporary == true)
        #expect(standIn.requests("/order").count == 1)
    }

    @Test func `finds a nonce for each of many requests where answers bring none`() async throws {
        let standIn = try AuthorityStandIn { request in
            request.path == "/order" ? AuthorityStandIn.order("https://127.0.0.1") : nil
        }
        let (client, account) = try await standIn.session()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    for _ in 0..<5 { _ = try await client.newOrder([.dns("a.example")], as: account) }
                }
            }
            try await group.waitForAll()
        }
        #expect(standIn.requests("/order").count == 200)
    }

    @Test(arguments: ["66", "Sun, 06 Nov 1994 08:50:37 GMT"])
    func `says how long the authority asks to wait`(_ field: String) async throws {
        let standIn = try AuthorityStandIn { request in
            guard request.path == "/order" else { return nil }
            return AuthorityStandIn.problem("rateLimited", status: 429, fields: "Retry-After: \(field)\r\n")
        }
        let (client, account) = try await standIn.session()
        let failure = await failure { _ = try await client.newOrder([.dns("a.example")], as: account) }
        let problem = try #require(failure?.problem)
        #expect(problem.isRateLimited)
        let wait = try #require(problem.retryAfter)
        #expect((66_000...67_000).contains(wait))
    }

    @Test func `does not wait by itself as long as a server without room wants`() async throws {
        let standIn = try AuthorityStandIn { request in
            request.path == "/directory" ? .document("", status: 503, fields: "Retry-After: 3600\r\n") : nil
        }
        let failure = await failure { _ = try await standIn.client().directory() }
        #expect(failure?.problem?.retryAfter == 3_600_000)
        #expect(standIn.requests("/directory").count == 1)
    }

    @Test func `takes the nonce of each refusal and never one twice`() async throws {
        let counter = Counter()
        let standIn = try AuthorityStandIn { request in
            guard request.path == "/account" else { return nil }
            let number = counter.next()
            return number <= 40
                ? AuthorityStandIn.problem("badNonce", fields: "Replay-Nonce: refused-\(number)\r\n") : nil
        }
        _ = try await standIn.session()
        let nonces = try standIn.requests("/account").map {
            try SignedRequest(body: $0.body).header["nonce"]?.stringValue
        }
        #expect(nonces == ["own-1"] + (1...40).map { "refused-\($0)" })
        #expect(standIn.requests("/nonce").count == 1)
    }

    @Test func `asks for another nonce where a refusal has none or a malformed one`() async throws {
        let counter = Counter()
        let standIn = try AuthorityStandIn { request in
            guard request.path == "/account" else { return nil }
            return switch counter.next() {
            case 1: AuthorityStandIn.problem("badNonce")
            case 2: AuthorityStandIn.problem("badNonce", fields: "Replay-Nonce: not+base64url=\r\n")
            default: nil
            }
        }
        _ = try await standIn.session()
        #expect(standIn.requests("/nonce").count == 3)
    }

    @Test func `ends when every nonce is refused`() async throws {
        let standIn = try AuthorityStandIn { request in
            request.path == "/account" ? AuthorityStandIn.problem("badNonce", fields: "Replay-Nonce: again\r\n") : nil
        }
        let client = standIn.client(clockStep: 2_000)
        let failure = await failure { _ = try await client.account(key: AccountKey(), contacts: []) }
        #expect(failure?.problem?.isBadNonce == true)
        #expect(standIn.requests("/account").count < 30)
    }

    @Test func `says it where there is no nonce`() async throws {
        let standIn = try AuthorityStandIn { $0.path == "/nonce" ? .document("") : nil }
        let client = standIn.client()
        let failure = await failure { _ = try await client.account(key: AccountKey(), contacts: []) }
        #expect(failure == .protocolViolation("there is no nonce in the answer"))
    }

    @Test func `ends a request that hangs`() async throws {
        let standIn = try AuthorityStandIn { $0.path == "/directory" ? .silence : nil }
        let failure = await failure { _ = try await standIn.client(timeout: .milliseconds(200)).directory() }
        #expect(failure?.transport?.hasPrefix("timed out") == true, "\(String(describing: failure))")
    }

    @Test func `ends a request whose task is cancelled`() async throws {
        let standIn = try AuthorityStandIn { $0.path == "/directory" ? .silence : nil }
        let client = standIn.client()
        let task = Task { try await client.directory() }
        while standIn.requests("/directory").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let failure = await failure { _ = try await task.value }
        #expect(failure == .cancelled)
    }

    @Test(arguments: [
        "", "<html>", "{", "[]", "null", #"{"newNonce":"http://127.0.0.1/n"}"#, #"{"a":1,"a":2}"#,
        String(repeating: "[", count: 10_000), "\u{FEFF}{}",
    ])
    func `refuses garbage for a directory`(_ text: String) async throws {
        let standIn = try AuthorityStandIn { $0.path == "/directory" ? .document(text) : nil }
        let failure = await failure { _ = try await standIn.client().directory() }
        #expect(failure?.violation != nil, "\(String(describing: failure))")
    }

    @Test func `refuses an answer without end`() async throws {
        let standIn = try AuthorityStandIn {
            $0.path == "/directory" ? .document(String(repeating: " ", count: 1 << 20) + "{}") : nil
        }
        let failure = await failure { _ = try await standIn.client().directory() }
        #expect(failure?.transport?.hasPrefix("answer too large") == true, "\(String(describing: failure))")
    }

    @Test func `says that nobody is there`() async throws {
        let standIn = try AuthorityStandIn()
        standIn.server.stop()
        let client = ACMEClient(
            directoryURL: "http://127.0.0.1:\(try LoopbackPort.take())/directory", fetcher: standIn.fetcher,
            userAgent: "proxyd-tests", now: { 0 })
        let failure = await failure { _ = try await client.directory() }
        #expect(failure?.transport != nil, "\(String(describing: failure))")
    }

    @Test func `does not speak to an authority whose certificate is not trusted`() async throws {
        try await PebbleServer.with { pebble in
            let client = ACMEClient(
                directoryURL: pebble.directoryURL, fetcher: pebble.fetcher, userAgent: "proxyd-tests", now: { 0 })
            let failure = await failure { _ = try await client.directory() }
            #expect(failure?.transport?.hasPrefix("TLS failed") == true, "\(String(describing: failure))")
        }
    }

    @Test(arguments: ["http://ca.example/directory", "ftp://127.0.0.1/", "file:///etc/passwd", "", "https://"])
    func `speaks HTTPS only, but for loopback`(_ url: String) async throws {
        let standIn = try AuthorityStandIn()
        let client = ACMEClient(
            directoryURL: url, fetcher: standIn.fetcher, userAgent: "proxyd-tests", now: { 0 })
        let failure = await failure { _ = try await client.directory() }
        #expect(failure?.violation != nil, "\(String(describing: failure))")
    }

    @Test func `reads the directory again when an address of it is gone`() async throws {
        let counter = Counter()
        let standIn = try AuthorityStandIn { request in
            request.path == "/account" && counter.next() == 1 ? .document("", status: 404) : nil
        }
        _ = try await standIn.session()
        #expect(standIn.requests("/directory").count == 2)
    }

    @Test func `reads the directory once an hour`() async throws {
        let standIn = try AuthorityStandIn()
        let client = standIn.client(clockStep: 600_000)
        for _ in 0..<12 { _ = try await client.directory() }
        #expect((2...4).contains(standIn.requests("/directory").count))
    }

    @Test func `introduces itself`() async throws {
        let standIn = try AuthorityStandIn()
        _ = try await standIn.session()
        for request in standIn.server.requests {
            #expect(request.field("User-Agent") == "proxyd-tests")
            #expect(request.field("Accept-Language") == "en")
        }
        #expect(standIn.requests("/account").first?.field("Content-Type") == "application/jose+json")
    }

    @Test func `follows no redirect`() async throws {
        let standIn = try AuthorityStandIn { request in
            guard request.path == "/directory" else { return nil }
            return .document("", status: 302, fields: "Location: /elsewhere\r\n")
        }
        let failure = await failure { _ = try await standIn.client().directory() }
        #expect(failure?.problem?.status == 302)
        #expect(standIn.requests("/elsewhere").isEmpty)
    }
}
