import Testing

@testable import ProxyCore

/// The end of a worker, which holds a library of TLS of its own.
@Suite struct WorkerLifetimeTests {
    private struct Traces {
        weak var worker: Worker?
    }

    private static func serve(_ traces: inout Traces, isFinished: Bool) throws {
        let fixture = try WorkerFixture()
        traces.worker = fixture.worker
        let client = try fixture.client("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")
        let backend = try fixture.backend()
        _ = try fixture.request(backend)
        guard isFinished else { return }
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
    }

    @Test(arguments: [true, false])
    func `a worker that has ended is let go, with what it kept for later`(_ isFinished: Bool) throws {
        var traces = Traces()
        try Self.serve(&traces, isFinished: isFinished)
        #expect(traces.worker == nil)
    }
}
