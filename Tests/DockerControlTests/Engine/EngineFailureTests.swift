import DockerControl
import Egress
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `What goes wrong with an engine` {
    private static let version = #"{"ApiVersion":"1.41","MinAPIVersion":"1.12"}"#

    /// A client of a server that says yes to the question for versions, and this to everything else.
    private func client(
        _ answer: LoopbackServer.Answer, _ body: (EngineClient, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer { request in
            request.text.hasPrefix("GET /version ") ? .document(Self.version) : answer
        }
        defer { server.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        try await body(
            try await EngineClient.connect(to: try EngineAddress("tcp://127.0.0.1:\(server.port)"), by: fetcher), server
        )
    }

    @Test(arguments: [
        (404, #"{"message":"No such container: x"}"#, EngineFailure.Code.notFound),
        (404, #"{"message":"page not found"}"#, .unsupported), (409, #"{"message":"in use"}"#, .conflict),
        (403, "<html><body>Forbidden</body></html>", .unsupported), (405, "", .unsupported), (501, "{}", .unsupported),
        (403, #"{"message":"network x has active endpoints"}"#, .conflict),
        (
            400, #"{"message":"client version 1.99 is too new. Maximum supported API version is 1.41"}"#,
            .unsupportedVersion
        ),
        (400, #"{"message":"invalid"}"#, .invalidRequest), (401, #"{"message":"who"}"#, .accessDenied),
        (500, #"{"message":"write /x: no space left on device"}"#, .outOfSpace),
        (500, #"{"message":"Bind for 127.0.0.1:80 failed: port is already allocated"}"#, .portTaken),
        (500, #"{"message":"listen tcp4 127.0.0.1:80: bind: address already in use"}"#, .portTaken),
        (404, #"{"message":"pull access denied for x, repository does not exist"}"#, .accessDenied),
        (500, #"{"message":"manifest for x:1 not found: manifest unknown"}"#, .notFound),
        (500, #"{"message":"else"}"#, .failed), (502, "Bad Gateway", .failed), (500, #"{"message":7}"#, .failed),
        (302, "", .failed), (300, "", .failed),
    ])
    func `an answer is sorted by its status and its words`(status: Int, text: String, code: EngineFailure.Code)
        async throws
    {
        try await client(.document(text, status: status)) { client, _ in
            let name = try #require(EngineName("x"))
            #expect(await failure { try await client.container(name) } == EngineFailure(code, status: status))
            #expect(await failure { try await client.logs(of: name) } == EngineFailure(code, status: status))
        }
    }

    @Test(arguments: ["", "[]", "{", "{}", #"{"Id":7}"#, #"{"Id":"../x","Name":"/x","State":{}}"#])
    func `an answer that is none is no container`(text: String) async throws {
        try await client(.document(text)) { client, _ in
            let name = try #require(EngineName("x"))
            #expect(await failure { try await client.container(name) }?.code == .protocolViolation)
        }
    }

    @Test func `elements of a list that make no sense are left out`() async throws {
        let text =
            #"[{"Id":"a","Names":["/one","/two/alias"],"State":"Running"},7,{"Id":"b","Names":[]},{"Names":["/c"]}]"#
        try await client(.document(text)) { client, _ in
            let found = try await client.containers()
            #expect(found.map(\.name.description) == ["one"])
            #expect(found.first?.phase == .running)
        }
    }

    @Test func `an error inside of a stream is thrown with its words`() async throws {
        let text =
            #"{"status":"Pulling","id":"1","progressDetail":{"current":18446744073709551615}}"# + "\n"
            + #"{"errorDetail":{"message":"unauthorized"},"error":"unauthorized: no"}"# + "\n"
        try await client(.document(text)) { client, server in
            let image = try #require(ImageReference("host.test/a/b:1"))
            let credentials = RegistryCredentials(user: "u", password: SecretValue("p>?"), registry: "host.test")
            var seen: [ImageProgress] = []
            let failed = await failure {
                for try await progress in try await client.pull(image, credentials: credentials) {
                    seen.append(progress)
                }
            }
            #expect(failed?.code == .accessDenied)
            #expect(seen.map(\.done) == [.max])
            let request = try #require(server.requests.last).text
            #expect(request.hasPrefix("POST /v1.41/images/create?fromImage=host.test%2Fa%2Fb&tag=1 HTTP/1.1\r\n"))
            // {"username":"u","password":"p>?","serveraddress":"host.test"}
            #expect(
                request.contains(
                    "X-Registry-Auth: eyJ1c2VybmFtZSI6InUiLCJwYXNzd29yZCI6InA-PyIsInNlcnZlcmFkZHJlc3MiOiJob3N0LnRlc3QifQ==\r\n"
                ))
        }
    }

    @Test func `elements before what breaks a stream are told`() async throws {
        let text = #"{"status":"Pulling","id":"1","progressDetail":{}}"# + "\n<html>\n"
        try await client(.document(text)) { client, _ in
            let image = try #require(ImageReference("host.test/a/b:1"))
            var seen = 0
            let failed = await failure {
                for try await _ in try await client.pull(image) { seen += 1 }
            }
            #expect(failed?.code == .protocolViolation)
            #expect(seen == 1)
        }
    }

    @Test func `a log that ends inside of a frame is told, behind its lines`() async throws {
        let text = "HTTP/1.1 200 OK\r\n\r\n\u{1}\0\0\0\0\0\0\u{4}one\n\u{1}\0\0\0\0\0\0\u{9}two"
        try await client(.text(text)) { client, _ in
            var seen: [String] = []
            let failed = await failure {
                for try await line in try await client.logs(of: try #require(EngineName("x"))) {
                    seen.append(line.text)
                }
            }
            #expect(failed?.code == .interrupted)
            #expect(seen == ["one", "two"])
        }
    }

    @Test func `a log that stands still is not waited for, behind its lines`() async throws {
        let listener = try LoopbackListener { connection in
            var bytes = [UInt8](repeating: 0, count: 4_096)
            guard unsafe recv(connection, &bytes, bytes.count, 0) > 0 else { return }
            let isQuestion = String(decoding: bytes, as: UTF8.self).hasPrefix("GET /version ")
            let answer =
                isQuestion
                ? "HTTP/1.1 200 OK\r\nContent-Length: \(Self.version.utf8.count)\r\nConnection: close\r\n\r\n"
                    + Self.version : "HTTP/1.1 200 OK\r\n\r\n\u{1}\0\0\0\0\0\0\u{4}one\n"
            let content = Array(answer.utf8)
            _ = unsafe send(connection, content, content.count, Int32(MSG_NOSIGNAL))
            if !isQuestion { _ = unsafe recv(connection, &bytes, bytes.count, 0) }
        }
        defer { listener.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        let client = try await EngineClient.connect(
            to: try EngineAddress("tcp://127.0.0.1:\(listener.port)"), by: fetcher)
        var range = EngineClient.LogRange()
        range.silence = .milliseconds(300)
        var seen: [String] = []
        let failed = await failure {
            for try await line in try await client.logs(of: try #require(EngineName("x")), range) {
                seen.append(line.text)
            }
        }
        #expect(failed?.code == .timedOut)
        #expect(seen == ["one"])
    }

    @Test func `an engine that does not end its refusal is not waited for`() async throws {
        let listener = try LoopbackListener { connection in
            var bytes = [UInt8](repeating: 0, count: 4_096)
            guard unsafe recv(connection, &bytes, bytes.count, 0) > 0 else { return }
            let isQuestion = String(decoding: bytes, as: UTF8.self).hasPrefix("GET /version ")
            let head = "HTTP/1.1 \(isQuestion ? 200 : 500) X\r\nContent-Length: "
            let answer = Array(
                (head + (isQuestion ? "\(Self.version.utf8.count)\r\n\r\n\(Self.version)" : "9\r\n\r\n{")).utf8)
            _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            _ = unsafe recv(connection, &bytes, bytes.count, 0)
        }
        defer { listener.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        let address = try EngineAddress("tcp://127.0.0.1:\(listener.port)")
        var client = try await EngineClient.connect(to: address, by: fetcher)
        client.deadline = .milliseconds(200)
        let name = try #require(EngineName("x"))
        #expect(await failure { try await client.logs(of: name) }?.code == .timedOut)
    }

    @Test func `what an engine says fits one line of a log`() {
        let failure = EngineFailure(.failed, "a\nb\u{1B}[31m\u{202E}\u{2028}" + String(repeating: "x", count: 10_000))
        #expect(failure.message.hasPrefix("a b [31m  x"))
        #expect(failure.message.utf8.count == 2_000)
    }

    @Test func `an engine that is not there is not reachable`() async throws {
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        for text in ["unix:///nonexistent/engine.sock", "tcp://127.0.0.1:9"] {
            let address = try EngineAddress(text)
            #expect(await failure { try await EngineClient.connect(to: address, by: fetcher) }?.code == .unreachable)
        }
    }

    @Test func `an engine that is too old says so`() async throws {
        let server = try LoopbackServer { _ in .document(#"{"ApiVersion":"1.40","MinAPIVersion":"1.12"}"#) }
        defer { server.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        let address = try EngineAddress("tcp://127.0.0.1:\(server.port)")
        let failed = await failure { try await EngineClient.connect(to: address, by: fetcher) }
        #expect(failed?.code == .unsupportedVersion)
    }
}
