import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

/// Requests for services in containers that have no address at the moment.
@Suite struct ServiceWaitingTests {
    @Test func `requests wait for a service that starts, and go to it in their order`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting)
        var clients: [Wire] = []
        for index in 1...5 {
            clients.append(try fixture.client(index % 2 == 0 ? "POST" : "GET"))
            try fixture.turn(untilWaiting: index)
        }
        #expect(fixture.wokenServices.isEmpty)
        fixture.put(.ready, try fixture.server("one"))
        for client in clients { #expect(try fixture.response(client).text == "one") }
        #expect(fixture.worker.worker.counters.retries == 0)
    }

    @Test func `content waits with its request`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting)
        let client = try fixture.worker.client(
            "POST / HTTP/1.1\r\nHost: echo.test\r\nContent-Length: 200000\r\n\r\n"
                + String(repeating: "x", count: 100_000))
        try fixture.turn(untilWaiting: 1)
        fixture.put(.ready, try fixture.server("one"))
        client.send(String(repeating: "y", count: 100_000))
        #expect(try fixture.response(client).text == "one")
    }

    @Test(arguments: [
        (ServiceEndpoints.Phase.starting, "service_starting"), (.asleep, "service_asleep"),
        (.ready, "service_starting"),
    ])
    func `a wait is bounded, and told by the state of the service`(_ phase: ServiceEndpoints.Phase, _ word: String)
        throws
    {
        let fixture = try ServiceFixture()
        fixture.put(phase, waitMS: 40)
        let answer = try fixture.response(try fixture.client())
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] != nil)
        #expect(answer["Proxy-Status"]?.hasSuffix("error=\(word)") == true)
        #expect(try JSONValue(parsing: answer.body)["type"]?.stringValue == "/problems/\(word)")
    }

    @Test(arguments: [
        (ServiceEndpoints.Phase.stopped, "service_stopped"), (.failed, "service_failed"),
    ])
    func `what does not come is not waited for`(_ phase: ServiceEndpoints.Phase, _ word: String) throws {
        let fixture = try ServiceFixture()
        fixture.put(phase)
        let answer = try fixture.response(try fixture.client())
        #expect(answer.status == 503)
        #expect(answer["Proxy-Status"]?.hasSuffix("error=\(word)") == true)
    }

    @Test func `a service that nobody knows is not waited for`() throws {
        let fixture = try ServiceFixture()
        let answer = try fixture.response(try fixture.client())
        #expect(answer.status == 503)
        #expect(answer["Proxy-Status"]?.hasSuffix("error=service_unknown") == true)
    }

    @Test(arguments: [ServiceEndpoints.Phase.stopped, .failed])
    func `who waits is told when nothing comes of it`(_ phase: ServiceEndpoints.Phase) throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        fixture.put(phase)
        #expect(try fixture.response(client)["Proxy-Status"]?.hasSuffix("service_\(phase.rawValue)") == true)
    }

    @Test(arguments: [true, false])
    func `who waits is told when service or proxy go`(_ isService: Bool) throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        fixture.apply(.delete(isService ? RecordKey(.serviceEndpoints, "echo") : RecordKey(.proxies, "echo.test")))
        #expect(try fixture.response(client)["Proxy-Status"]?.hasSuffix("service_unknown") == true)
    }

    @Test func `a change of the proxy disturbs nobody who waits`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        var proxy = try ProxyTarget(hostname: HostPattern("echo.test"), target: nil, createdAt: 1)
        proxy.trafficPolicy.service = "echo"
        proxy.trafficPolicy.maxBodyBytes = 10
        fixture.apply(.put(.proxy(proxy)))
        fixture.put(.ready, try fixture.server("one"))
        #expect(try fixture.response(client).text == "one")
    }

    @Test func `the time counts from the arrival, through all states`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting, waitMS: 300)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        let begin = Reactor.clock()
        while client.received.isEmpty {
            fixture.put(.asleep, waitMS: 300)
            fixture.put(.starting, waitMS: 300)
            try fixture.worker.pass(20)
            try #require(Reactor.clock() < begin + 20_000)
        }
        #expect(Reactor.clock() - begin >= 280)
        #expect(try fixture.response(client).status == 503)
    }

    @Test func `no more than so many wait`() throws {
        let fixture = try ServiceFixture { $0.maximumQueued = 2 }
        fixture.put(.starting)
        let clients = try (0..<2).map { _ in try fixture.client() }
        try fixture.turn(untilWaiting: 2)
        #expect(try fixture.response(try fixture.client())["Proxy-Status"]?.hasSuffix("service_starting") == true)
        fixture.put(.ready, try fixture.server("one"))
        for client in clients { #expect(try fixture.response(client).text == "one") }
    }

    @Test(arguments: [true, false])
    func `a client that goes away leaves`(_ byReset: Bool) throws {
        let fixture = try ServiceFixture {
            $0.maximumQueued = 2
            $0.timeouts.halfClosed = 20
        }
        fixture.put(.starting)
        let (leaving, staying) = (try fixture.client(), try fixture.client())
        try fixture.turn(untilWaiting: 2)
        if byReset { leaving.reset() } else { leaving.shutDown() }
        try fixture.turn(untilWaiting: 1)
        let late = try fixture.client()
        try fixture.turn(untilWaiting: 2)
        let server = try fixture.server("one")
        fixture.put(.ready, server)
        for client in [staying, late] { #expect(try fixture.response(client).text == "one") }
        #expect(server.answered == 2)
    }

    @Test func `a change of the service gives a client that ended no new time`() throws {
        let fixture = try ServiceFixture { $0.timeouts.halfClosed = 60 }
        fixture.put(.starting)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        client.finishWriting()
        try fixture.worker.pass(20)
        fixture.put(.asleep)
        let begin = Reactor.clock()
        try fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(Reactor.clock() - begin < 10_000)
    }

    @Test func `a client that ended is told when its service does not come in a short time`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.starting, waitMS: 40)
        let client = try fixture.client()
        try fixture.turn(untilWaiting: 1)
        client.finishWriting()
        #expect(try fixture.response(client).status == 503)
    }

    @Test func `a sleeping service is woken at once, and again while it sleeps on`() throws {
        let fixture = try ServiceFixture()
        fixture.put(.asleep)
        let clients = try (0..<3).map { _ in try fixture.client() }
        try fixture.turn(untilWaiting: 3)
        #expect(fixture.wokenServices == ["echo"])
        try fixture.turn { fixture.wokenServices.count == 2 }
        fixture.put(.starting)
        fixture.put(.ready, try fixture.server("one"))
        for client in clients { #expect(try fixture.response(client).text == "one") }
        try fixture.worker.pass(1_200)
        #expect(fixture.wokenServices == ["echo", "echo"])
    }

    @Test func `a proxy of another owner does not find the service, not even by the name of one it had`() throws {
        let fixture = try ServiceFixture { _ in
        } proxy: {
            $0.owner = "ops"
        }
        var endpoints = ServiceEndpoints(service: "echo", node: "n", phase: .ready, updatedAt: 1)
        let server = try fixture.server("one")
        endpoints.upstreams = [server.url]
        for owner in [nil, "dev"] {
            endpoints.owner = owner
            fixture.apply(.put(.serviceEndpoints(endpoints)))
            #expect(try fixture.response(try fixture.client())["Proxy-Status"]?.hasSuffix("service_unknown") == true)
        }
        endpoints.owner = "ops"
        fixture.apply(.put(.serviceEndpoints(endpoints)))
        #expect(try fixture.response(try fixture.client()).text == "one")
    }
}
