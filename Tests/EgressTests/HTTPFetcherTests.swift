import Egress
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Fetching over HTTP` {
    private func withServer<Result>(
        _ script: @escaping @Sendable (LoopbackRequest) -> LoopbackServer.Answer,
        _ body: (HTTPFetcher, LoopbackServer, FetchRequest) async throws -> Result
    ) async throws -> Result {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        let fetcher = try HTTPFetcher()
        var request = FetchRequest("GET", "http://127.0.0.1:\(server.port)/path?q=1")
        request.intermediary = .none
        return try await body(fetcher, server, request)
    }

    private func failure(_ fetcher: HTTPFetcher, _ request: FetchRequest) async -> FetchFailure? {
        do {
            _ = try await fetcher.fetch(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `an answer comes with its status, fields and body`() async throws {
        try await withServer({ _ in
            .text("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nX-A:  one \r\nx-a: two\r\nX-Empty:\r\n\r\nabc")
        }) { fetcher, server, request in
            var request = request
            request.headers = [FetchField("Authorization", "Bearer t"), FetchField("X-Empty", "")]
            let response = try await fetcher.fetch(request)
            #expect(response.status == 404)
            #expect(response.body == Array("abc".utf8))
            #expect(response["X-a"] == "one")
            #expect(response.headers.filter { $0.name.lowercased() == "x-a" }.map(\.value) == ["one", "two"])
            #expect(response["x-empty"]?.isEmpty == true)
            let sent = try #require(server.requests.first).text
            #expect(sent.hasPrefix("GET /path?q=1 HTTP/1.1\r\n"))
            #expect(sent.contains("\r\nAuthorization: Bearer t\r\n"))
            #expect(sent.contains("\r\nX-Empty:\r\n"))
            #expect(!sent.contains("Content-Length"))
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE"], ["", "{\"a\":1}"])
    func `a body is sent with its length`(method: String, body: String) async throws {
        try await withServer({ _ in .text("HTTP/1.1 204 No Content\r\n\r\n") }) { fetcher, server, request in
            var request = request
            request.method = method
            request.body = Array(body.utf8)
            let response = try await fetcher.fetch(request)
            #expect(response.status == 204)
            let sent = try #require(server.requests.first).text
            #expect(sent.hasPrefix(method + " "))
            #expect(sent.contains("Content-Length: \(body.utf8.count)\r\n"))
            #expect(sent.hasSuffix("\r\n\r\n" + body))
            #expect(!sent.contains("Expect"))
        }
    }

    @Test func `interim answers are left out`() async throws {
        try await withServer({ _ in
            .text("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }) { fetcher, _, request in
            let response = try await fetcher.fetch(request)
            #expect(response.status == 200)
            #expect(response["link"] == nil)
        }
    }

    @Test func `a redirect is the answer unless redirects are asked for`() async throws {
        try await withServer({ request in
            request.path == "/path"
                ? .text("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 4\r\n\r\ngone")
                : .text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }) { fetcher, _, request in
            var request = request
            #expect(try await fetcher.fetch(request).status == 302)
            request.maxRedirects = 1
            let response = try await fetcher.fetch(request)
            #expect(response.status == 200)
            #expect(response.body == Array("ok".utf8))
            #expect(response["location"] == nil)
        }
    }

    @Test func `redirects that never end are given up`() async throws {
        try await withServer({ _ in .text("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n") }) {
            fetcher, _, request in
            var request = request
            request.maxRedirects = 3
            #expect(await failure(fetcher, request)?.code == .tooManyRedirects)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n",
    ])
    func `a body above the limit is refused`(answer: String) async throws {
        try await withServer({ _ in .text(answer) }) { fetcher, _, request in
            var request = request
            request.maxBodyBytes = 10
            #expect(await failure(fetcher, request)?.code == .tooLarge)
            request.maxBodyBytes = 11
            let response = try await fetcher.fetch(request)
            #expect(response.body.count == 11)
        }
    }

    @Test func `a peer that keeps silent is given up at the deadline`() async throws {
        try await withServer({ _ in .silence }) { fetcher, _, request in
            var request = request
            request.deadline = .milliseconds(100)
            #expect(await failure(fetcher, request)?.code == .timedOut)
        }
    }

    @Test func `an answer that breaks off is no answer`() async throws {
        try await withServer({ _ in .text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc") }) {
            fetcher, _, request in
            #expect(await failure(fetcher, request)?.code == .protocolError)
        }
    }

    @Test func `nobody listening is not reachable`() async throws {
        try await withServer({ _ in .silence }) { fetcher, _, request in
            var request = request
            request.url = "http://127.0.0.1:1/"
            #expect(await failure(fetcher, request)?.code == .unreachable)
            request.unixSocket = "/nonexistent/socket"
            let failed = await failure(fetcher, request)
            #expect(failed?.code == .unreachable)
            #expect(failed?.detail.hasSuffix("the socket /nonexistent/socket") == true)
        }
    }

    @Test func `cancelling the task closes the connection`() async throws {
        try await withServer({ _ in .silence }) { fetcher, server, request in
            let task = Task { await failure(fetcher, request) }
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            while server.abandoned == 0 { await Task.yield() }
        }
    }

    @Test func `a cancelled task sends nothing`() async throws {
        try await withServer({ _ in .silence }) { fetcher, server, request in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await failure(fetcher, request)
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `shutting down ends what runs and refuses what comes`() async throws {
        try await withServer({ _ in .silence }) { fetcher, server, request in
            let task = Task { await failure(fetcher, request) }
            while server.requests.isEmpty { await Task.yield() }
            fetcher.shutDown()
            #expect(await task.value?.code == .cancelled)
            #expect(await failure(fetcher, request)?.code == .cancelled)
        }
    }

    @Test func `the policy sees the address of the connection, redirects included`() async throws {
        try await withServer({ request in
            request.path == "/path"
                ? .text("HTTP/1.1 302 Found\r\nLocation: http://[::1]:9/\r\n\r\n") : .silence
        }) { fetcher, server, request in
            let asked = Mutex<[RemoteAddress]>([])
            var request = request
            request.maxRedirects = 1
            request.policy = EgressPolicy(name: "no IPv6") { address in
                asked.withLock { $0.append(address) }
                if case .ipv6 = address { return false }
                return true
            }
            #expect(await failure(fetcher, request)?.code == .forbiddenAddress)
            let loopback6 = [UInt8](repeating: 0, count: 15) + [1]
            #expect(asked.withLock { $0 } == [.ipv4([127, 0, 0, 1]), .ipv6(loopback6)])
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        FetchRequest("GET", "file:///etc/passwd"), FetchRequest("GET", "http://x y/"), FetchRequest("G T", "http://x/"),
        FetchRequest("GET", "http://x/", headers: [FetchField("A", "b\r\nC: d")]),
        FetchRequest("GET", "http://x/", headers: [FetchField("A:", "b")]),
    ])
    func `what is no HTTP request is refused`(request: FetchRequest) async throws {
        let fetcher = try HTTPFetcher()
        #expect(await failure(fetcher, request)?.code == .invalidRequest)
    }

    @Test func `many requests run at a time`() async throws {
        try await withServer({ request in
            let number = request.path.dropFirst()
            return .text("HTTP/1.1 200 OK\r\nContent-Length: \(number.utf8.count)\r\n\r\n\(number)")
        }) { fetcher, server, _ in
            let answers = await withTaskGroup(of: String?.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        var request = FetchRequest("GET", "http://127.0.0.1:\(server.port)/\(number)")
                        request.intermediary = .none
                        guard let response = try? await fetcher.fetch(request) else { return nil }
                        return String(decoding: response.body, as: UTF8.self)
                    }
                }
                return await group.reduce(into: Set<String>()) { if let answer = $1 { $0.insert(answer) } }
            }
            #expect(answers.count == 64)
        }
    }
}
