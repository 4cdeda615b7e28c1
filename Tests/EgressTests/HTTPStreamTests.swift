import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Egress

@Suite(.timeLimit(.minutes(1)))
struct `Streaming over HTTP` {
    private func withServer(
        _ serve: @escaping @Sendable (Int32) -> Void, _ body: (HTTPFetcher, FetchRequest) async throws -> Void
    ) async throws {
        let listener = try LoopbackListener(serve)
        defer { listener.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        var request = FetchRequest("GET", "http://127.0.0.1:\(listener.port)/")
        request.intermediary = .none
        try await body(fetcher, request)
    }

    private static func write(_ connection: Int32, _ text: String) -> Int {
        let bytes = Array(text.utf8)
        return unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until the text ends so.
    private static func read(_ connection: Int32, until end: String) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !text.hasSuffix(end) {
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text
    }

    private static let head = "HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n"

    @Test func `parts are read as they arrive`() async throws {
        let next = Mutex(0)
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, "HTTP/1.1 100 Continue\r\n\r\n" + Self.head)
            for part in 1...3 {
                while next.withLock({ $0 }) < part { usleep(1_000) }
                _ = Self.write(connection, "part\(part)")
            }
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            #expect(stream.status == 200)
            #expect(stream["x-a"] == "1")
            var parts: [String] = []
            next.withLock { $0 = 1 }
            for try await part in stream.body {
                parts.append(String(decoding: part, as: UTF8.self))
                next.withLock { $0 += 1 }
            }
            #expect(parts == ["part1", "part2", "part3"])
        }
    }

    @Test func `a slow reader holds the peer back, and gets everything`() async throws {
        let total = 64 << 20
        let written = Mutex(0)
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, Self.head)
            let part = String(repeating: "x", count: 1 << 20)
            for _ in 0..<(total >> 20) where Self.write(connection, part) > 0 {
                written.withLock { $0 += part.utf8.count }
            }
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            // The peer is blocked as soon as what it has written does not change any more.
            var before = -1
            while before != written.withLock({ $0 }) {
                before = written.withLock { $0 }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(before < total / 2)
            #expect(try await stream.body.collect(upTo: total).count == total)
        }
    }

    @Test func `more than is wanted is refused`() async throws {
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, Self.head + "123456789")
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            await #expect(throws: FetchFailure(.tooLarge)) { try await stream.body.collect(upTo: 8) }
        }
    }

    @Test(arguments: [false, true]) func `letting go ends the transfer`(byCancelling: Bool) async throws {
        let isGone = Mutex(false)
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, Self.head + "first")
            _ = Self.read(connection, until: "never")
            isGone.withLock { $0 = true }
        } _: { fetcher, request in
            var stream: FetchStream? = try await fetcher.stream(request)
            if byCancelling {
                let body = try #require(stream?.body)
                let reader = Task {
                    for try await _ in body {}
                }
                reader.cancel()
                let result = await reader.result
                #expect(throws: FetchFailure(.cancelled)) { try result.get() }
            }
            #expect(stream != nil)
            stream = nil
            while !isGone.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test func `the deadline is for the head alone`() async throws {
        try await withServer { connection in
            let asked = Self.read(connection, until: "\r\n\r\n")
            if asked.contains("X-Silent") { _ = Self.read(connection, until: "never") }
            _ = Self.write(connection, Self.head)
            usleep(400_000)
            _ = Self.write(connection, "late")
        } _: { fetcher, request in
            var request = request
            request.deadline = .milliseconds(200)
            let late = try await fetcher.stream(request).body.collect(upTo: 10)
            #expect(late == Array("late".utf8))
            request.headers = [FetchField("X-Silent", "1")]
            await #expect(throws: FetchFailure(.timedOut)) { _ = try await fetcher.stream(request) }
        }
    }

    @Test func `a content that breaks off is a failure`() async throws {
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            await #expect(throws: FetchFailure(.protocolError)) { try await stream.body.collect(upTo: 100) }
        }
    }

    @Test func `content is sent while it is made, at the peer's pace`() async throws {
        let isReading = Mutex(false)
        try await withServer { connection in
            while !isReading.withLock({ $0 }) { usleep(1_000) }
            let text = Self.read(connection, until: "\r\n0\r\n\r\n")
            let count = text.utf8.count { $0 == UInt8(ascii: "x") }
            let isChunked = text.contains("Transfer-Encoding: chunked\r\n") && text.hasPrefix("POST / HTTP/1.1\r\n")
            _ = Self.write(connection, "HTTP/1.1 200 OK\r\n\r\n\(count) \(isChunked) \(text.contains("Expect"))")
        } _: { fetcher, request in
            var request = request
            request.method = "POST"
            let upload = FetchUpload()
            let written = Mutex(0)
            let writer = Task {
                let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
                for _ in 0..<64 {
                    try await upload.write(part)
                    written.withLock { $0 += 1 }
                }
                upload.finish()
            }
            let transfer = Task { [request] in
                try await fetcher.stream(request, content: upload).body.collect(upTo: 100)
            }
            var before = -1
            while before != written.withLock({ $0 }) {
                before = written.withLock { $0 }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(before < 32)
            isReading.withLock { $0 = true }
            try await writer.value
            let answer = try await transfer.value
            // Besides the content there is the x in the client's name.
            #expect(String(decoding: answer, as: UTF8.self) == "\((64 << 20) + 1) true false")
        }
    }

    @Test func `what was sent is not kept, however slow the peer is`() async throws {
        let upload = FetchUpload()
        let part = [UInt8](repeating: 7, count: 64 << 10)
        // The peer takes as much as the writer gives, but there is always something left.
        for _ in 0..<4 { try await upload.write(part) }
        var target = [UInt8](repeating: 0, count: part.count)
        for _ in 0..<1_000 {
            _ = unsafe target.withUnsafeMutableBytes { unsafe upload.take(into: $0) }
            try await upload.write(part)
        }
        #expect(upload.heldBytes <= 512 << 10)
    }

    @Test func `a request with content gets a connection of its own`() async throws {
        let server = try KeepAliveServer()
        defer { server.stop() }
        let fetcher = try HTTPFetcher()
        defer { fetcher.shutDown() }
        var request = FetchRequest("POST", "http://127.0.0.1:\(server.port)/")
        request.intermediary = .none
        _ = try await fetcher.stream(request).body.collect(upTo: 1)
        _ = try await fetcher.stream(request).body.collect(upTo: 1)
        #expect(server.connectionCount == 1)
        let upload = FetchUpload()
        upload.finish()
        _ = try await fetcher.stream(request, content: upload).body.collect(upTo: 1)
        #expect(server.connectionCount == 2)
    }

    @Test func `lines of a head may end with a line feed alone`() async throws {
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, "HTTP/1.1 200 OK\nX-A: 1\n\ntext")
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            #expect(stream["x-a"] == "1")
            #expect(try await stream.body.collect(upTo: 10) == Array("text".utf8))
        }
    }

    @Test func `content can have a deadline of its own`() async throws {
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, Self.head + "part")
            _ = Self.read(connection, until: "never")
        } _: { fetcher, request in
            let stream = try await fetcher.stream(request)
            await #expect(throws: FetchFailure(.timedOut)) {
                try await stream.body.collect(upTo: 10, within: .milliseconds(100))
            }
        }
    }

    @Test func `bytes that come after the end are thrown away`() async throws {
        let mailbox = try TransferMailbox.startingThread()
        defer { mailbox.stop() }
        let buffer = StreamBuffer(1, mailbox)
        buffer.headReceived((200, []))
        buffer.headIsLate(FetchFailure(.timedOut))
        #expect(unsafe [1, 2].withUnsafeBytes { unsafe buffer.offer($0) })
        #expect(try await buffer.next()?.isEmpty == false)
        buffer.cancel()
        #expect(unsafe [3].withUnsafeBytes { unsafe buffer.offer($0) })
        await #expect(throws: FetchFailure(.cancelled)) { try await buffer.next() }
    }

    @Test func `content that is given up breaks the request off`() async throws {
        let received = Mutex("")
        try await withServer { connection in
            let text = Self.read(connection, until: "never")
            received.withLock { $0 = text }
        } _: { fetcher, request in
            var request = request
            request.method = "POST"
            let upload = FetchUpload()
            try await upload.write(Array("half".utf8))
            let transfer = Task { [request] in try await fetcher.stream(request, content: upload).status }
            upload.abort()
            await #expect(throws: FetchFailure.self) { try await transfer.value }
            await #expect(throws: FetchFailure(.cancelled)) { try await upload.write([1]) }
            #expect(!received.withLock { $0 }.contains("\r\n0\r\n\r\n"))
        }
    }

    @Test func `a writer does not wait for a transfer that is over`() async throws {
        try await withServer { connection in
            _ = Self.read(connection, until: "\r\n\r\n")
            _ = Self.write(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        } _: { fetcher, request in
            var request = request
            request.method = "POST"
            let upload = FetchUpload()
            let writer = Task {
                while true { try await upload.write([UInt8](repeating: 0, count: 1 << 20)) }
            }
            _ = try? await fetcher.stream(request, content: upload).body.collect(upTo: 10)
            await #expect(throws: FetchFailure(.cancelled)) { try await writer.value }
        }
    }
}
