internal import Reactor

/// What a worker does with handshakes for names that a certificate may be obtained for: holds them, a bounded number, and
/// tells whoever decides.
///
/// Confined to its worker.
package final class OnDemandGate {
    /// What the part that obtains certificates is told.
    package enum Notice: Sendable, Equatable {
        /// Handshakes wait for a certificate for this name; the first came from a client with this prefix of address.
        case wanted(name: String, client: String)
        /// A handshake got this certificate; told now and then, not each time.
        case used(certificate: String)
    }

    /// Passes a notice on without waiting for anything.
    package typealias Tell = @Sendable (Notice) -> Void

    /// The bounds of what a worker holds.
    package struct Limits: Sendable {
        /// Handshakes that wait at the same time.
        package var waiting = 1_000
        /// Those of one client among them.
        package var waitingOfClient = 100
        /// Milliseconds that a handshake waits at most.
        package var wait: Int64 = 15_000
        /// Between two notices of the use of one certificate.
        package var betweenUses = Duration.seconds(600)

        /// The limits of a node; tests have smaller ones.
        package init() {}
    }

    private static let remembered = 10_000

    let limits: Limits
    var hosts = OnDemandHosts()
    private let tell: Tell
    private var refused = LRUCache<String, ContinuousClock.Instant>(capacity: remembered)
    private var used = LRUCache<String, ContinuousClock.Instant>(capacity: remembered)
    /// The names that were told of and have no answer yet, whether anybody still waits for them or not.
    private var asked: LRUCache<String, ContinuousClock.Instant>
    private var waiting: [String: Int] = [:]
    private var waitingOfClient: [IPAddress: Int] = [:]
    private var waitingCount = 0
    private var client = IPAddress(v4: 0)
    private var isSettled = false
    private var isHolding = false
    private var isClosed = false

    /// A gate that holds nobody yet.
    package init(limits: Limits = Limits(), tell: @escaping Tell) {
        self.limits = limits
        self.tell = tell
        self.asked = LRUCache(capacity: limits.waiting)
    }

    /// The names that handshakes wait for.
    var awaited: some Collection<String> { self.waiting.keys }

    /// Says whose handshake is about to ask, and whether it waited in vain before.
    func willAsk(for client: IPAddress, isSettled: Bool) {
        self.client = client.customer
        self.isSettled = isSettled
        self.isHolding = false
    }

    /// Whether the handshake under way waits for a certificate for a name that has none; then `hold` counts it.
    func holds(_ name: String, now: ContinuousClock.Instant) -> Bool {
        guard !self.isClosed, !self.isSettled, self.hosts.mayServe(name), self.waitingCount < self.limits.waiting,
            self.waitingOfClient[self.client, default: 0] < self.limits.waitingOfClient
        else { return false }
        if let end = self.refused.value(for: name), end > now { return false }
        self.isHolding = true
        return true
    }

    /// Counts the handshake under way if it is to wait, from now on until `leave`; false when it is not.
    ///
    /// A name is told of when the first waits for it, and again only once there was an answer, or should have been one:
    /// clients that leave and come back make no further work.
    func hold(_ name: String, now: ContinuousClock.Instant) -> Bool {
        guard self.isHolding else { return false }
        self.isHolding = false
        self.waiting[name, default: 0] += 1
        self.waitingOfClient[self.client, default: 0] += 1
        self.waitingCount += 1
        if let time = self.asked.value(for: name), now - time < .milliseconds(self.limits.wait) { return true }
        self.asked.insert(now, for: name)
        self.tell(.wanted(name: name, client: self.client.description))
        return true
    }

    /// Takes that a client does not wait for a name any more, for whatever reason; once for each `hold`.
    func leave(_ name: String, _ client: IPAddress) {
        self.waitingCount -= 1
        self.waiting[name] = Self.less(self.waiting[name])
        self.waitingOfClient[client.customer] = Self.less(self.waitingOfClient[client.customer])
    }

    private static func less(_ count: Int?) -> Int? {
        guard let count, count > 1 else { return nil }
        return count - 1
    }

    /// Takes that there was an answer for a name: the next handshake that waits for it is told of.
    func answered(_ name: String) { self.asked.remove(name) }

    /// Holds nobody from now on.
    func close() { self.isClosed = true }

    /// Remembers that a name is not to be asked for again before a time.
    func refuse(_ name: String, until end: ContinuousClock.Instant) { self.refused.insert(end, for: name) }

    /// Forgets all refusals: a host has changed, or is gone.
    func forgetRefusals() { self.refused.removeAll() }

    /// Notes that a handshake for a name got a certificate.
    func noteUse(of certificate: String, for name: String, now: ContinuousClock.Instant) {
        if let told = self.used.value(for: certificate), now - told < self.limits.betweenUses { return }
        guard self.hosts.mayServe(name) else { return }
        self.used.insert(now, for: certificate)
        self.tell(.used(certificate: certificate))
    }

    /// Forgets a certificate that was deleted or changed, so that its next use is told at once.
    func forgetUse(of certificate: String) { self.used.remove(certificate) }
}

@available(*, unavailable)
extension OnDemandGate: Sendable {}
