import ACME
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Certificates obtained at handshakes` {
    private final class Heard: Sendable {
        let questions = Mutex<[String]>([])
        let refusals = Mutex<[Int64]>([])
        let events = Mutex<[OnDemandEvent]>([])
    }

    /// What a test lets others pass, and waits at itself.
    private final class Gate: Sendable {
        private let isOpen = Mutex(false)

        func set(open: Bool) { isOpen.withLock { $0 = open } }

        func pass() async {
            while !isOpen.withLock(\.self) { try? await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private let world: SimulatedWorld
    private let heard = Heard()

    init() throws { world = try SimulatedWorld() }

    private func issuance(
        permitting answer: PermissionEndpoint.Answer = .status(200),
        gates: (asked: Gate, answered: Gate)? = nil,
        _ change: (inout OnDemandSettings) -> Void = { _ in }
    ) -> OnDemandIssuance {
        var settings = OnDemandSettings()
        settings.permissionURL = "http://127.0.0.1/may"
        change(&settings)
        let heard = heard
        let clock = world.clock
        var environment = OnDemandEnvironment(
            settings: settings, configuration: world.configuration, store: world.store,
            uses: MemoryVolatileStore(now: { clock.now }),
            endpoint: PermissionEndpoint { url in
                heard.questions.withLock { $0.append(url) }
                gates?.asked.set(open: true)
                await gates?.answered.pass()
                return answer
            },
            host: { _ in OnDemandHost(pattern: .any, rules: OnDemandTLS()) })
        environment.observe = { event in heard.events.withLock { $0.append(event) } }
        return OnDemandIssuance(environment)
    }

    private func want(_ issuance: OnDemandIssuance, _ name: String, client: String = "192.0.2.1") async {
        let heard = heard
        await issuance.want(name, client: client) { lifetime in heard.refusals.withLock { $0.append(lifetime) } }
    }

    /// Issues as soon as somebody wants it.
    private func serve(_ name: String) async throws {
        while world.configuration.intent(name) == nil { try await Task.sleep(for: .milliseconds(1)) }
        try await world.proceed(name)
    }

    @Test func `are asked for once, however many wait`() async throws {
        let issuance = issuance()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { await want(issuance, "www.shop.example") } }
            group.addTask { try await serve("on-demand.www.shop.example") }
            try await group.waitForAll()
        }
        #expect(world.authority.orders.count == 1)
        #expect(heard.questions.withLock(\.count) == 1)
        #expect(heard.refusals.withLock { $0 } == Array(repeating: 0, count: 50))
        #expect(
            heard.events.withLock { $0 } == [.wanted(name: "www.shop.example", client: "192.0.2.1")])
    }

    @Test func `are refused again without another question`() async {
        let issuance = issuance(permitting: .status(403))
        for _ in 0..<3 { await want(issuance, "www.shop.example") }
        #expect(heard.questions.withLock(\.count) == 1)
        #expect(heard.refusals.withLock { $0 } == [300_000, 300_000, 300_000])
        #expect(world.configuration.intentNames.isEmpty)
        #expect(heard.events.withLock(\.count) == 1)
    }

    @Test func `spare the endpoint a client that asks for name after name`() async {
        let issuance = issuance(permitting: .status(403))
        for number in 0..<30 { await want(issuance, "n\(number).shop.example") }
        #expect((20...22).contains(heard.questions.withLock(\.count)))
        await want(issuance, "n29.shop.example", client: "192.0.2.2")
        #expect(heard.questions.withLock { $0.last } == "http://127.0.0.1/may?domain=n29.shop.example")
    }

    @Test func `are not refused to others for the budget of one client`() async throws {
        let issuance = issuance { $0.clientBudget = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await want(issuance, "a.shop.example") }
            group.addTask { try await serve("on-demand.a.shop.example") }
            try await group.waitForAll()
        }
        await want(issuance, "b.shop.example")
        #expect(heard.refusals.withLock { $0 } == [0, 0])
        #expect(world.configuration.intent("on-demand.b.shop.example") == nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await want(issuance, "b.shop.example", client: "192.0.2.2") }
            group.addTask { try await serve("on-demand.b.shop.example") }
            try await group.waitForAll()
        }
        #expect(world.configuration.certificate("on-demand.b.shop.example") != nil)
    }

    @Test func `are bounded for all clients together`() async throws {
        let issuance = issuance { $0.totalBudget = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await want(issuance, "a.shop.example") }
            group.addTask { try await serve("on-demand.a.shop.example") }
            try await group.waitForAll()
        }
        await want(issuance, "b.store.example", client: "192.0.2.2")
        #expect(world.configuration.intent("on-demand.b.store.example") == nil)
        guard case .refused(_, _, .totalBudget) = heard.events.withLock({ $0.last }) else {
            Issue.record("\(heard.events.withLock { $0 })")
            return
        }
    }

    @Test func `spare the endpoint an IPv6 network that asks from many addresses`() async {
        let issuance = issuance(permitting: .status(403))
        for number in 0..<100 {
            await want(issuance, "n\(number).shop.example", client: "2001:db8:1:\(String(number, radix: 16))::")
        }
        #expect((80...82).contains(heard.questions.withLock(\.count)))
    }

    @Test func `are decided on again for others who wait when it is one client that is refused`() async throws {
        let (asked, answered) = (Gate(), Gate())
        let issuance = issuance(gates: (asked, answered)) {
            $0.clientBudget = 1
        }
        answered.set(open: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await want(issuance, "a.shop.example") }
            group.addTask { try await serve("on-demand.a.shop.example") }
            try await group.waitForAll()
        }
        asked.set(open: false)
        answered.set(open: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await want(issuance, "b.shop.example") }
            await asked.pass()
            await want(issuance, "b.shop.example", client: "192.0.2.2")
            answered.set(open: true)
            group.addTask { try await serve("on-demand.b.shop.example") }
            try await group.waitForAll()
        }
        #expect(world.configuration.certificate("on-demand.b.shop.example") != nil)
        #expect(heard.refusals.withLock(\.count) == 3)
    }

    @Test func `do not wait for what somebody else called as theirs`() async throws {
        let issuance = issuance()
        try await world.want("on-demand.a.shop.example", ["other.example"])
        await want(issuance, "a.shop.example")
        #expect(
            heard.events.withLock { $0 } == [.refused(name: "a.shop.example", client: "192.0.2.1", .taken)])
        #expect(heard.refusals.withLock { $0 } == [300_000])
    }

    @Test func `do not keep anybody waiting for longer than they may`() async {
        let issuance = issuance { $0.wait = .milliseconds(50) }
        await want(issuance, "www.shop.example")
        #expect(heard.refusals.withLock { $0 } == [0])
        #expect(world.configuration.intent("on-demand.www.shop.example")?.isOnDemand == true, "it goes on without them")
    }
}
