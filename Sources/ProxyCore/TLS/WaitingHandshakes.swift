internal import Reactor

/// The handshakes of a worker that wait for certificates, by what they wait for; any of them can leave at any time.
///
/// Confined to its worker.
struct WaitingHandshakes {
    /// What a handshake waits for.
    enum Reason: Hashable {
        /// Certificates for this name that are being loaded.
        case load(ServerNameIndication)
        /// A certificate for this name that is being obtained.
        case issuance(String)
        /// Its turn: what it waited for has come, or will not.
        case turn
    }

    private var waiting: [Reason: [ObjectIdentifier: ClientConnection]] = [:]
    private var queue: [ClientConnection] = []
    /// Where in the queue the next one is.
    private var first = 0

    /// How many wait for certificates.
    var count: Int { self.waiting.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ client: ClientConnection, _ reason: Reason) {
        client.certificateWait = reason
        self.waiting[reason, default: [:]][ObjectIdentifier(client)] = client
    }

    /// Forgets a client that has left.
    mutating func remove(_ client: ClientConnection) {
        guard let reason = client.certificateWait else { return }
        client.certificateWait = nil
        self.waiting[reason]?.removeValue(forKey: ObjectIdentifier(client))
        if self.waiting[reason]?.isEmpty == true { self.waiting[reason] = nil }
    }

    /// Puts all who wait for something in the queue.
    ///
    /// - Returns: Who they are.
    mutating func enqueue(_ reason: Reason) -> [ClientConnection] {
        guard let clients = self.waiting.removeValue(forKey: reason).map({ Array($0.values) }) else { return [] }
        for client in clients { client.certificateWait = .turn }
        self.queue += clients
        return clients
    }

    /// Takes the first of the queue who has not left; nil when nobody is there.
    mutating func next() -> ClientConnection? {
        while let client = self.front {
            self.first += 1
            guard client.certificateWait == .turn else { continue }
            client.certificateWait = nil
            return client
        }
        self.queue.removeAll()
        self.first = 0
        return nil
    }

    /// The first of the queue, who may have left; nil when nobody is there.
    var front: ClientConnection? { self.first < self.queue.count ? self.queue[self.first] : nil }

    mutating func removeAll() { self = WaitingHandshakes() }
}
