import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Services whose containers are replaced while requests are on their way.
@Suite struct ServiceReplacementTests {
    @Test func `requests under way end where they began, new ones go to the new address`() throws {
        let fixture = try ServiceFixture()
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let first = try fixture.client()
        try fixture.turn { old.waiting == 1 }
        fixture.put(.ready, new)
        #expect(try fixture.response(try fixture.client()).text == "new")
        old.holdsAnswers = false
        #expect(try fixture.response(first).text == "old")
        try fixture.turn { old.open == 0 }
    }

    @Test func `idle connections to an address that went are closed, those to one that stays are used again`() throws {
        let fixture = try ServiceFixture()
        let (going, staying) = (try fixture.server("going"), try fixture.server("staying"))
        fixture.put(.ready, going, staying)
        let client = try fixture.client()
        _ = try fixture.response(client)
        client.send("GET / HTTP/1.1\r\nHost: echo.test\r\n\r\n")
        _ = try fixture.response(client)
        #expect(going.open == 1 && staying.open == 1)
        fixture.put(.ready, staying)
        try fixture.turn { going.open == 0 }
        client.send("GET / HTTP/1.1\r\nHost: echo.test\r\n\r\n")
        #expect(try fixture.response(client).text == "staying")
        #expect(staying.open == 1 && fixture.worker.upstreams.count == 1)
    }

    @Test func `several containers take turns`() throws {
        let fixture = try ServiceFixture()
        let servers = [try fixture.server("one"), try fixture.server("two"), try fixture.server("three")]
        fixture.put(.ready, servers[0], servers[1], servers[2])
        for _ in 0..<9 { _ = try fixture.response(try fixture.client()) }
        #expect(servers.map(\.answered) == [3, 3, 3])
    }

    @Test func `a request that cannot connect waits for the service to move, whatever its method`() throws {
        let fixture = try ServiceFixture()
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.leave()
        let clients = [try fixture.client(), try fixture.client("POST")]
        try fixture.turn(untilWaiting: 2)
        fixture.put(.ready, new)
        for client in clients { #expect(try fixture.response(client).text == "new") }
    }

    @Test func `a request that cannot connect finds a service that listens again`() throws {
        let fixture = try ServiceFixture()
        let old = try fixture.server("old")
        fixture.put(.ready, old)
        let port = old.url.port
        old.leave()
        let client = try fixture.client("POST")
        try fixture.turn(untilWaiting: 1)
        let listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: port), Socket.ListenOptions())
        defer { Socket.close(listener) }
        var wire: Wire?
        try fixture.turn {
            if case .connection(let descriptor, _) = Socket.accept(listener) { wire = Wire(descriptor) }
            return wire != nil
        }
        wire?.send("HTTP/1.1 204 No Content\r\n\r\n")
        try fixture.turn {
            wire?.move()
            return !client.received.isEmpty
        }
        #expect(client.text.hasPrefix("HTTP/1.1 204"))
    }

    @Test func `a client that ended during a pause is not served without end`() throws {
        let fixture = try ServiceFixture { $0.timeouts.halfClosed = 300 }
        let old = try fixture.server("old")
        fixture.put(.ready, old)
        let port = old.url.port
        old.leave()
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        client.finishWriting()
        let listener = try Socket.listen(.ip(IPAddress(v4: 0x7F00_0001), port: port), Socket.ListenOptions())
        defer { Socket.close(listener) }
        let begin = Reactor.clock()
        try fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(Reactor.clock() - begin < 10_000)
    }

    @Test func `a service that stays away fails its requests soon`() throws {
        let fixture = try ServiceFixture()
        let old = try fixture.server("old")
        fixture.put(.ready, old)
        old.leave()
        let begin = Reactor.clock()
        let answer = try fixture.response(try fixture.client())
        #expect(answer.status == 502)
        #expect(answer["Proxy-Status"]?.hasSuffix("connection_refused") == true)
        #expect(Reactor.clock() - begin < 5_000)
    }

    @Test func `requests queued for an address that goes are sent to the new one`() throws {
        let fixture = try ServiceFixture { $0.maximumUpstreamConnections = 1 }
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let first = try fixture.client("POST")
        try fixture.turn { old.waiting == 1 }
        let queued = [try fixture.client("POST"), try fixture.client()]
        try fixture.turn { fixture.worker.served.count { $0.exchange?.queuedAt != nil } == 2 }
        fixture.put(.ready, new)
        for client in queued { #expect(try fixture.response(client).text == "new") }
        old.holdsAnswers = false
        #expect(try fixture.response(first).text == "old")
    }

    @Test func `requests queued for a proxy that went do not go to an address that the service left`() throws {
        let fixture = try ServiceFixture { $0.maximumUpstreamConnections = 1 }
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let first = try fixture.client("POST")
        try fixture.turn { old.waiting == 1 }
        let queued = try fixture.client("POST")
        try fixture.turn { fixture.worker.served.count { $0.exchange?.queuedAt != nil } == 1 }
        fixture.apply(.delete(RecordKey(.proxies, "echo.test")))
        fixture.put(.ready, new)
        #expect(try fixture.response(queued).text == "new")
        old.holdsAnswers = false
        #expect(try fixture.response(first).text == "old")
        try fixture.turn { old.open == 0 && new.open == 0 }
        #expect(old.answered == 1)
    }

    @Test func `requests queued for a proxy that went keep their place while the service stays`() throws {
        let fixture = try ServiceFixture { $0.maximumUpstreamConnections = 1 }
        let old = try fixture.server("old")
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let first = try fixture.client("POST")
        try fixture.turn { old.waiting == 1 }
        let queued = try fixture.client("POST")
        try fixture.turn { fixture.worker.served.count { $0.exchange?.queuedAt != nil } == 1 }
        fixture.apply(.delete(RecordKey(.proxies, "echo.test")))
        fixture.put(.ready, old, waitMS: 1_000)
        for _ in 0..<10 {
            try fixture.worker.pass(2)
            old.move()
        }
        #expect(old.waiting == 1 && old.open == 1)
        old.holdsAnswers = false
        #expect(try fixture.response(first).text == "old")
        #expect(try fixture.response(queued).text == "old")
    }

    @Test func `requests queued for a proxy that went fail with the service`() throws {
        let fixture = try ServiceFixture { $0.maximumUpstreamConnections = 1 }
        let old = try fixture.server("old")
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let first = try fixture.client("POST")
        try fixture.turn { old.waiting == 1 }
        let queued = try fixture.client("POST")
        try fixture.turn { fixture.worker.served.count { $0.exchange?.queuedAt != nil } == 1 }
        fixture.apply(
            .delete(RecordKey(.proxies, "echo.test")), .delete(RecordKey(.serviceEndpoints, "echo")))
        #expect(try fixture.response(queued)["Proxy-Status"]?.hasSuffix("service_unknown") == true)
        old.holdsAnswers = false
        #expect(try fixture.response(first).text == "old")
        #expect(old.answered == 1)
        #expect(fixture.worker.worker.routing.containers.isEmpty)
    }

    @Test func `a request is not sent by a connection to an address that the service left meanwhile`() throws {
        let fixture = try ServiceFixture()
        let (old, new) = (try CrowdedServer(), try fixture.server("new"))
        var endpoints = ServiceEndpoints(service: "echo", node: "n", phase: .ready, updatedAt: 1)
        endpoints.upstreams = [try UpstreamURL("http://127.0.0.1:\(old.port)")]
        fixture.apply(.put(.serviceEndpoints(endpoints)))
        let client = try fixture.client("POST")
        try fixture.turn { fixture.worker.upstreams.contains { $0.phase == .connecting } }
        fixture.put(.ready, new)
        // Who is let in first is for the kernel to say: there is room until it was this one.
        try fixture.turn {
            old.makeRoom()
            return !client.received.isEmpty
        }
        #expect(try fixture.response(client).text == "new")
        #expect(old.received.isEmpty)
    }

    @Test func `each attempt names the address that it is made at where the client's host is not kept`() throws {
        let fixture = try ServiceFixture(proxy: { $0.preserveHostHeader = false })
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let client = try fixture.client()
        try fixture.turn { old.waiting == 1 }
        fixture.put(.ready, new)
        old.die()
        #expect(try fixture.response(client).text == "new")
        #expect(old.hosts == ["127.0.0.1:\(old.url.port)"])
        #expect(new.hosts == ["127.0.0.1:\(new.url.port)"])
    }

    @Test func `each of several containers is named by its own address, or as the proxy says`() throws {
        let fixture = try ServiceFixture(proxy: { $0.preserveHostHeader = false })
        let servers = [try fixture.server("one"), try fixture.server("two")]
        fixture.put(.ready, servers[0], servers[1])
        for _ in 0..<2 { _ = try fixture.response(try fixture.client()) }
        #expect(servers.map(\.hosts) == servers.map { ["127.0.0.1:\($0.url.port)"] })
        var proxy = try ProxyTarget(hostname: HostPattern("echo.test"), target: nil, createdAt: 1)
        proxy.trafficPolicy.service = "echo"
        proxy.preserveHostHeader = false
        proxy.headerEdits.request = [Header(name: "Host", value: "set.test")]
        fixture.apply(.put(.proxy(proxy)))
        servers[0].holdsAnswers = true
        servers[1].holdsAnswers = true
        let client = try fixture.client()
        try fixture.turn { servers.contains { $0.waiting == 1 } }
        let other = try #require(servers.first { $0.waiting == 0 })
        other.holdsAnswers = false
        fixture.put(.ready, other)
        servers.first { $0 !== other }?.die()
        #expect(try fixture.response(client).text == other.name)
        #expect(servers.map(\.hosts.last) == ["set.test", "set.test"])
    }

    @Test func `a request that a container dies over is repeated at the new one when that does no harm`() throws {
        let fixture = try ServiceFixture()
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let (harmless, other) = (try fixture.client(), try fixture.client("POST"))
        try fixture.turn { old.waiting == 2 }
        fixture.put(.ready, new)
        old.die()
        #expect(try fixture.response(harmless).text == "new")
        #expect(try fixture.response(other).status == 502)
        #expect(new.answered == 1)
    }

    @Test func `a request that a container dies over waits for the next one`() throws {
        let fixture = try ServiceFixture()
        let (old, new) = (try fixture.server("old"), try fixture.server("new"))
        fixture.put(.ready, old)
        old.holdsAnswers = true
        let client = try fixture.client()
        try fixture.turn { old.waiting == 1 }
        fixture.put(.starting)
        old.die()
        try fixture.turn(untilWaiting: 1)
        fixture.put(.ready, new)
        #expect(try fixture.response(client).text == "new")
    }

    /// The old server ends at once where it answers what it has, and where it dies idempotent requests alone are safe.
    @Test(arguments: [true, false], [ServiceEndpoints.Phase.ready, .starting])
    func `no request fails while the service is replaced again and again`(
        _ isOrderly: Bool, _ between: ServiceEndpoints.Phase
    ) throws {
        let fixture = try ServiceFixture { $0.maximumUpstreamConnections = 8 }
        var current = try fixture.server("0")
        fixture.put(.ready, current)
        let clients = try (0..<24).map { _ in try fixture.client() }
        var answers = 0
        var failures: [String] = []
        var random = SeededGenerator(seed: 7)
        for round in 1...40 {
            let next = try fixture.server("\(round)")
            let aim = answers + Int.random(in: 20..<120, using: &random)
            try fixture.turn {
                for client in clients {
                    guard
                        let answer = WireMessage.take(
                            from: &client.received, hasContent: true, untilClose: false, isEnded: client.isEnded)
                    else {
                        if client.isEnded { failures.append("closed") }
                        continue
                    }
                    answers += 1
                    if answer.status != 200 { failures.append("\(answer.startLine) \(answer.text)") }
                    let method = isOrderly && Bool.random(using: &random) ? "POST" : "GET"
                    client.send("\(method) / HTTP/1.1\r\nHost: echo.test\r\nContent-Length: 0\r\n\r\n")
                }
                return answers >= aim || !failures.isEmpty
            }
            if between == .starting {
                fixture.put(.starting)
                try fixture.worker.pass(2)
                if isOrderly { current.leave() } else { current.die() }
                fixture.put(.ready, next)
            } else {
                fixture.put(.ready, next)
                if isOrderly { current.leave() } else { current.die() }
            }
            current = next
            try #require(failures.isEmpty, "\(failures) in round \(round)")
        }
        #expect(answers > 800)
    }

    @Test func `the use of watched services is told, and only theirs`() throws {
        let fixture = try ServiceFixture()
        let server = try fixture.server("one")
        let worker = fixture.worker.worker
        fixture.put(.ready, server)
        #expect(worker.serviceUses().isEmpty)
        _ = try fixture.response(try fixture.client())
        #expect(worker.serviceUses().isEmpty)
        fixture.put(.ready, server, isWatched: true)
        try fixture.worker.pass(30)
        #expect(worker.serviceUses().map(\.service) == ["echo"])
        #expect(worker.serviceUses().allSatisfy { $0.idle >= 30 })
        server.holdsAnswers = true
        let client = try fixture.client()
        try fixture.turn { server.waiting == 1 }
        try fixture.worker.pass(30)
        #expect(worker.serviceUses() == [ServiceUse(service: "echo", idle: 0)])
        server.holdsAnswers = false
        _ = try fixture.response(client)
        try fixture.worker.pass(30)
        #expect(worker.serviceUses().allSatisfy { $0.idle >= 30 && $0.idle < 60_000 })
        let before = worker.serviceUses().first?.idle ?? 0
        fixture.put(.asleep, isWatched: true)
        #expect((worker.serviceUses().first?.idle ?? 0) >= before)
        _ = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        #expect(worker.serviceUses() == [ServiceUse(service: "echo", idle: 0)])
    }
}
