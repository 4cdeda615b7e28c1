import ProxyModel
import Testing

@testable import ProxyCore

/// The last answer on a connection arrives whole.
@Suite struct ClosingTests {
    @Test(arguments: [true, false])
    func `unread input does not destroy the answer`(_ finishesSending: Bool) throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n")
        client.takes = false
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        client.send([UInt8](repeating: 0x61, count: 50_000))
        try fixture.turn { client.isFlushed }
        if finishesSending { client.finishWriting() }
        try fixture.pass(20)
        backend.send("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n")
        backend.send([UInt8](repeating: 0x62, count: 300_000))
        // Enough for the worker to write it all and to close, while most of it is still in its socket.
        try fixture.turn { backend.isFlushed && fixture.served.allSatisfy { $0.exchange == nil } }
        try fixture.pass(20)
        client.takes = true
        try fixture.turn { client.isEnded }
        #expect(try fixture.response(client).body.count == 300_000)
    }

    @Test func `a request behind the last one is not answered`() throws {
        let fixture = try WorkerFixture()
        let client = try fixture.client(
            "GET / HTTP/1.1\r\nHost: unknown.test\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(try fixture.response(client).status == 404)
        try fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(fixture.backendCount == 0)
    }

    @Test func `a client that keeps sending behind the last answer is closed after a while`() throws {
        var settings = WorkerSettings()
        settings.timeouts.linger = 50
        let fixture = try WorkerFixture(settings)
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\nmore")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
        try fixture.turn {
            client.send("more")
            return fixture.served.isEmpty
        }
    }
}
