internal import Reactor

/// A stream of events on its way to a client, kept alive by comments while nothing happens.
///
/// Middleboxes end connections that are silent for long, and some hold a head back until the first byte behind it.
final class EventStream: EventHandler {
    private var exchange: Exchange?
    private var boundary = EventBoundary()

    /// A stream whose head was just sent.
    init(_ exchange: Exchange) { self.exchange = exchange }

    /// Says something at once, and from now on whenever the stream has been silent for long.
    func begin() {
        self.exchange?.sendKeepAlive()
        self.arm()
    }

    /// These bytes go to the client.
    func passed(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        unsafe self.boundary.pass(UnsafeBufferPointer(start: bytes, count: count))
        self.arm()
    }

    /// The stream is over.
    func end() {
        self.exchange?.worker.reactor.clearDeadline(self)
        self.exchange = nil
    }

    override func deadlineReached() {
        guard let exchange = self.exchange else { return }
        self.arm()
        // A client that does not keep up has something to read, and the middle of an event is no place for a comment.
        guard self.boundary.isBetweenEvents, exchange.takesResponse else { return }
        exchange.sendKeepAlive()
        exchange.flushResponse()
    }

    private func arm() {
        guard let worker = self.exchange?.worker else { return }
        worker.reactor.setDeadline(self, after: worker.settings.guarding.eventStreamPause)
    }
}
