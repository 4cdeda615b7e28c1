import ProxyModel
import Reactor
import Synchronization
import Testing

@testable import ProxyCore

@Suite struct `Gate for handshakes without a certificate` {
    private final class Told: Sendable {
        let notices = Mutex<[OnDemandGate.Notice]>([])
    }

    private let told = Told()
    private let gate: OnDemandGate
    private let now = ContinuousClock.now
    private let client = IPAddress(v4: 0xC000_0201)

    init() throws {
        var limits = OnDemandGate.Limits()
        limits.waiting = 5
        limits.waitingOfClient = 3
        let told = told
        gate = OnDemandGate(limits: limits) { notice in told.notices.withLock { $0.append(notice) } }
        var proxy = ProxyTarget(hostname: try HostPattern("*.shops.example"), target: nil, createdAt: 1)
        proxy.onDemandTLS = OnDemandTLS()
        gate.hosts.put(proxy)
        gate.willAsk(for: client, isSettled: false)
    }

    private var notices: [OnDemandGate.Notice] { told.notices.withLock { $0 } }

    private func hold(_ name: String) -> Bool {
        gate.holds(name, now: now) && gate.hold(name, now: now)
    }

    @Test func `tells of a name once while handshakes wait for it`() {
        #expect(hold("a.shops.example") && hold("a.shops.example"))
        #expect(notices == [.wanted(name: "a.shops.example", client: "192.0.2.1")])
        gate.leave("a.shops.example", client)
        gate.leave("a.shops.example", client)
        #expect(gate.awaited.isEmpty)
        #expect(hold("a.shops.example"))
        #expect(notices.count == 1, "there was no answer yet")
        gate.answered("a.shops.example")
        #expect(hold("a.shops.example"))
        #expect(notices.count == 2)
    }

    @Test func `tells of a name again when there should have been an answer`() {
        #expect(hold("a.shops.example"))
        let later = now + .milliseconds(gate.limits.wait)
        #expect(gate.holds("a.shops.example", now: later) && gate.hold("a.shops.example", now: later))
        #expect(notices.count == 2)
    }

    @Test func `counts only handshakes that are to wait`() {
        #expect(!gate.hold("a.shops.example", now: now))
        #expect(hold("a.shops.example"))
        #expect(!gate.hold("a.shops.example", now: now))
        #expect(gate.holds("a.shops.example", now: now))
        gate.willAsk(for: client, isSettled: false)
        #expect(!gate.hold("a.shops.example", now: now))
    }

    @Test func `holds nobody once it is closed`() {
        gate.close()
        #expect(!hold("a.shops.example"))
    }

    @Test func `holds handshakes for all names below a catch-all, and none when it is gone`() throws {
        var proxy = ProxyTarget(hostname: .any, target: nil, createdAt: 1)
        proxy.onDemandTLS = OnDemandTLS()
        gate.hosts.put(proxy)
        #expect(hold("a.elsewhere.example") && hold("b.c.shops.example"))
        gate.hosts.remove("*")
        #expect(!hold("c.elsewhere.example") && hold("c.shops.example"))
    }

    @Test func `holds nobody for names of other hosts`() {
        #expect(!hold("shops.example") && !hold("a.elsewhere.example") && !hold("example"))
        #expect(notices.isEmpty)
    }

    @Test func `bounds how many wait, and how many of one client`() {
        for number in 0..<3 { #expect(hold("n\(number).shops.example")) }
        #expect(!hold("n3.shops.example"))
        gate.willAsk(for: IPAddress(v4: 0xC000_0202), isSettled: false)
        #expect(hold("n3.shops.example") && hold("n3.shops.example") && !hold("n3.shops.example"))
        gate.leave("n3.shops.example", IPAddress(v4: 0xC000_0202))
        #expect(hold("n4.shops.example") && !hold("n5.shops.example"))
    }

    @Test func `takes all addresses of an IPv6 /64 for one client`() throws {
        for number in 1...3 {
            gate.willAsk(for: try #require(IPAddress("2001:db8:1:2::\(number)")), isSettled: false)
            #expect(hold("n\(number).shops.example"))
        }
        gate.willAsk(for: try #require(IPAddress("2001:db8:1:2:ffff::9")), isSettled: false)
        #expect(!hold("n4.shops.example"))
        gate.willAsk(for: try #require(IPAddress("2001:db8:1:3::1")), isSettled: false)
        #expect(hold("n4.shops.example"))
        #expect(notices.first == .wanted(name: "n1.shops.example", client: "2001:db8:1:2::"))
    }

    @Test func `remembers refusals for their time, and until a host changes`() {
        gate.refuse("a.shops.example", until: now + .seconds(10))
        #expect(!gate.holds("a.shops.example", now: now))
        #expect(gate.holds("a.shops.example", now: now + .seconds(10)))
        gate.forgetRefusals()
        #expect(gate.holds("a.shops.example", now: now))
    }

    @Test func `does not hold a handshake a second time`() {
        gate.willAsk(for: client, isSettled: true)
        #expect(!hold("a.shops.example"))
    }

    @Test func `tells of uses now and then`() {
        for second in [0, 1, 599, 601] {
            gate.noteUse(of: "one", for: "a.shops.example", now: now + .seconds(second))
            gate.noteUse(of: "two", for: "a.elsewhere.example", now: now + .seconds(second))
        }
        #expect(notices == [.used(certificate: "one"), .used(certificate: "one")])
        gate.forgetUse(of: "one")
        gate.noteUse(of: "one", for: "a.shops.example", now: now + .seconds(602))
        #expect(notices.count == 3)
    }

    @Test func `forgets a host that lost its leave`() throws {
        gate.hosts.put(ProxyTarget(hostname: try HostPattern("*.shops.example"), target: nil, createdAt: 1))
        #expect(gate.hosts.isEmpty && !hold("a.shops.example"))
    }
}
