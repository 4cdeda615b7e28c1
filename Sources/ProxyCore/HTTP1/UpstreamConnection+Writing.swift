internal import Reactor

/// How requests are framed and written.
extension UpstreamConnection {
    /// Sends content of the request; false when the connection failed.
    @inline(__always)
    func sendContent(_ bytes: UnsafePointer<UInt8>, _ count: Int, chunked: Bool) -> Bool {
        guard chunked else { return unsafe self.sendBehindStaged(bytes, count) }
        return unsafe self.stageChunk(bytes, count)
    }

    /// Content of the request moves on: an upstream that answers while it still reads is not idle.
    @inline(__always)
    func requestProgressed(_ exchange: Exchange) {
        if self.phase == .content { self.armIdle(exchange) }
    }

    /// The request is on its way in full: from now on the upstream owes an answer.
    func awaitResponse(_ milliseconds: Int64) {
        guard self.phase == .head else { return }
        self.worker.reactor.setDeadline(self, after: milliseconds)
        // Alone on its way, it would find the thread asleep.
        if self.endpoint.busy <= 2 { self.worker.reactor.expectEvent() }
    }
}
