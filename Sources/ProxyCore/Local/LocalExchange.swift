/// The part of an exchange that is answered by one of the process's own services.
///
/// It collects the request's content, bounded, and then follows the answer that `LocalServiceBridge` brings.
final class LocalExchange {
    /// Where the call stands.
    enum Phase { case collecting, calling, answering, done }

    let service: Int
    /// It came by a host that leads to the management service: what is kept of it counts apart.
    let isRouted: Bool
    /// Tells answers to this call from answers to an earlier one on the same exchange object.
    let ticket: UInt64
    /// How much content it may be, in bytes, and when all of it has to be there, in milliseconds of the loop's clock.
    let limit: Int
    let end: Int64
    var phase = Phase.collecting
    /// How much content was collected, handed over or not.
    private(set) var size = 0
    /// The call, once it was made.
    var call: LocalCall?
    private var content: [UInt8] = []
    /// Lets the service produce the next piece.
    private var resume: (@Sendable (Bool) -> Void)?

    init(service: Int, isRouted: Bool, ticket: UInt64, limit: Int, end: Int64) {
        self.service = service
        self.isRouted = isRouted
        self.ticket = ticket
        self.limit = limit
        self.end = end
    }

    /// Whether content of the request is still wanted.
    var isCollecting: Bool { self.phase == .collecting }

    /// Keeps content.
    func collect(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        self.size += count
        unsafe self.content.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Hands the content over.
    func takeContent() -> [UInt8] {
        let taken = self.content
        self.content = []
        return taken
    }

    /// Keeps the service waiting until the client has taken what was sent.
    func wait(_ resume: @escaping @Sendable (Bool) -> Void) { self.resume = resume }

    /// The client takes bytes again.
    func clientDrained() {
        guard let resume = self.resume else { return }
        self.resume = nil
        resume(true)
    }

    /// Nobody wants the answer any more.
    func cancel() {
        self.phase = .done
        self.call?.abandon()
        guard let resume = self.resume else { return }
        self.resume = nil
        resume(false)
    }
}
