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
    /// Who waits for which name, by prefix of address.
    private var waiting: [String: [IPAddress]] = [:]
    private var waitingOfClient: [IPAddress: Int] = [:]
    private var waitingCount = 0
    private var client = IPAddress(v4: 0)
    private var isSettled = false

    /// A gate that holds nobody yet.
    package init(limits: Limits = Limits(), tell: @escaping Tell) {
        self.limits = limits
        self.tell = tell
    }

    /// The names that handshakes wait for.
    var awaited: some Collection<String> { self.waiting.keys }

    /// Says whose handshake is about to ask, and whether it waited in vain before.
    func willAsk(for client: IPAddress, isSettled: Bool) {
        self.client = client.prefix
        self.isSettled = isSettled
    }

    /// Whether the handshake under way waits for a certificate for a name that has none; then `hold` counts it.
    func holds(_ name: String, now: ContinuousClock.Instant) -> Bool {
        guard !self.isSettled, self.hosts.mayServe(name), self.waitingCount < self.limits.waiting,
            self.waitingOfClient[self.client, default: 0] < self.limits.waitingOfClient
        else { return false }
        if let end = self.refused.value(for: name), end > now { return false }
        return true
    }

    /// Counts a handshake that waits from now on; the first for its name is told of.
    func hold(_ name: String) {
        let isFirst = self.waiting[name] == nil
        self.waiting[name, default: []].append(self.client)
        self.waitingOfClient[self.client, default: 0] += 1
        self.waitingCount += 1
        if isFirst { self.tell(.wanted(name: name, client: self.client.description)) }
    }

    /// Whether handshakes wait for a certificate to be obtained for this name.
    func isHolding(_ name: String) -> Bool { self.waiting[name] != nil }

    /// Lets those go who wait for a name.
    func release(_ name: String) {
        for client in self.waiting.removeValue(forKey: name) ?? [] {
            self.waitingCount -= 1
            let left = self.waitingOfClient[client, default: 1] - 1
            self.waitingOfClient[client] = left == 0 ? nil : left
        }
    }

    /// Remembers that a name is not to be asked for again before a time.
    func refuse(_ name: String, until end: ContinuousClock.Instant) { self.refused.insert(end, for: name) }

    /// Forgets all refusals: a host with leave has changed.
    func forgetRefusals() { self.refused.removeAll() }

    /// Notes that a handshake for a name got a certificate.
    func noteUse(of certificate: String, for name: String, now: ContinuousClock.Instant) {
        guard self.hosts.mayServe(name) else { return }
        if let told = self.used.value(for: certificate), now - told < self.limits.betweenUses { return }
        self.used.insert(now, for: certificate)
        self.tell(.used(certificate: certificate))
    }

    /// Forgets a certificate that was deleted or changed, so that its next use is told at once.
    func forgetUse(of certificate: String) { self.used.remove(certificate) }
}

@available(*, unavailable)
extension OnDemandGate: Sendable {}

extension IPAddress {
    /// What stands for one client: an IPv4 address, or the first 64 bits of an IPv6 address, which one client may have to itself.
    fileprivate var prefix: IPAddress { self.isV4 ? self : IPAddress(high: self.high, low: 0) }
}
