import Reactor
import TestSupport
import Testing

@Suite struct NameResolverTests {
    private let reactor: Reactor
    private static let four = IPAddress(v4: 0x0A00_0001)
    private static let six = IPAddress(high: 0x2001_0DB8_0000_0000, low: 1)

    init() throws { reactor = try Reactor() }

    private func resolver(_ responder: DNSResponder, timeout: Int32 = 2000, tries: Int32 = 2) -> NameResolver {
        var settings = NameResolverSettings()
        settings.servers = responder.servers
        settings.timeoutMilliseconds = timeout
        settings.tries = tries
        return NameResolver(reactor: reactor, settings: settings)
    }

    private func ask(_ name: String, _ resolver: NameResolver) throws -> Result<ResolvedName, NameFailure> {
        var result: Result<ResolvedName, NameFailure>?
        resolver.resolve(name) { result = $0 }
        reactor.turn { result != nil }
        return try #require(result)
    }

    @Test(arguments: ["127.0.0.1", "10.1.2.3", "::1", "2001:db8::7", "::ffff:10.0.0.1"])
    func `answers an address literal at once`(_ literal: String) throws {
        var result: Result<ResolvedName, NameFailure>?
        NameResolver(reactor: reactor).resolve(literal) { result = $0 }
        let address = try #require(IPAddress(literal))
        #expect(result == .success(ResolvedName(addresses: [address], ttlSeconds: .max)))
    }

    @Test(arguments: ["localhost", "LocalHost", "localhost.", "demo.localhost", "a.b.LOCALHOST."])
    func `answers names under localhost with loopback and asks nobody`(_ name: String) throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        let result = try ask(name, resolver(responder)).get()
        #expect(result.addresses == [IPAddress(v4: 0x7F00_0001), IPAddress(high: 0, low: 1)])
        #expect(responder.asked.isEmpty)
    }

    @Test func `gives the addresses of both families and their lifetime`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four, Self.six], ttl: 77) }
        let result = try ask("both.test", resolver(responder)).get()
        #expect(Set(result.addresses) == [Self.four, Self.six])
        #expect(result.ttlSeconds == 77)
    }

    @Test func `the shortest lifetime of an alias chain counts`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .alias(ttl: 5, to: [Self.four], targetTTL: 600) }
        let result = try ask("alias.test", resolver(responder)).get()
        #expect(result == ResolvedName(addresses: [Self.four], ttlSeconds: 5))
    }

    @Test func `a lifetime with the top bit set is zero`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 0xFFFF_FFFF) }
        #expect(try ask("forever.test", resolver(responder)).get().ttlSeconds == 0)
    }

    @Test func `one family alone is enough`() throws {
        let responder = try DNSResponder(reactor) { _, type in
            type == DNSMessage.a ? .addresses([Self.four], ttl: 9) : .empty
        }
        #expect(try ask("four.test", resolver(responder)).get().addresses == [Self.four])
    }

    @Test func `a denied name is not found`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .denied }
        #expect(try ask("gone.test", resolver(responder)) == .failure(.notFound))
    }

    @Test func `a name without addresses is not found`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .empty }
        #expect(try ask("mx-only.test", resolver(responder)) == .failure(.notFound))
    }

    @Test func `a failing server is not a denial`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .failure }
        #expect(try ask("broken.test", resolver(responder)) == .failure(.serverFailed))
    }

    @Test func `garbage for an answer is a failure`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .garbage }
        let result = try ask("garbage.test", resolver(responder, timeout: 100))
        #expect(result == .failure(.timedOut) || result == .failure(.serverFailed))
    }

    @Test func `silence ends in a timeout after all tries`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .silence }
        let begin = Reactor.clock()
        #expect(try ask("silent.test", resolver(responder, timeout: 100)) == .failure(.timedOut))
        #expect(Reactor.clock() - begin >= 250)
        #expect(responder.asked.count == 4)
    }

    @Test func `a lost answer is asked for again`() throws {
        var lost = 0
        let responder = try DNSResponder(reactor) { _, _ in
            lost += 1
            return lost <= 2 ? .silence : .addresses([Self.four], ttl: 60)
        }
        #expect(try ask("lossy.test", resolver(responder, timeout: 100)).get().addresses == [Self.four])
    }

    @Test func `a closed port is noticed before the timeout`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .silence }
        responder.stop()
        let begin = Reactor.clock()
        let result = try ask("refused.test", resolver(responder, timeout: 5000, tries: 1))
        #expect(result == .failure(.serverFailed))
        #expect(Reactor.clock() - begin < 4500)
    }

    @Test func `a truncated answer is fetched over TCP`() throws {
        let many = (0..<200).map { IPAddress(v4: 0x0A00_0000 + UInt32($0)) }
        let responder = try DNSResponder(reactor) { _, _ in .truncated(many, ttl: 60) }
        let resolver = resolver(responder)
        #expect(try Set(ask("large.test", resolver).get().addresses) == Set(many))
        #expect(responder.askedOverTCP >= 1)
        #expect(try ask("larger.test", resolver).get().addresses.count == 200)
    }

    @Test(arguments: [
        "", ".", "a..b", ".a", "a b", "a/b", "a\u{0}b", "exämple.test", "1.2.3.256", "127.1", "host.42",
        String(repeating: "a", count: 64) + ".test", String(repeating: "abcdefg.", count: 32) + "test",
    ])
    func `refuses what is no name without asking`(_ name: String) throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        #expect(try ask(name, resolver(responder)) == .failure(.malformed))
        #expect(responder.asked.isEmpty)
    }

    @Test(arguments: ["a.test", "a.test.", "_dmarc.test", "9gag.test", "xn--exmple-cua.test", "A-B.TEST"])
    func `asks for every spelling of a host`(_ name: String) throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        #expect(try ask(name, resolver(responder)).get().addresses == [Self.four])
    }

    @Test func `many questions at once are all answered`() throws {
        let responder = try DNSResponder(reactor) { name, _ in
            .addresses([IPAddress(v4: 0x0A00_0000 + (UInt32(name.dropFirst().prefix { $0 != "." }) ?? 0))], ttl: 60)
        }
        let resolver = resolver(responder, timeout: 8000)
        let count: UInt32 = 2000
        var wrong = 0
        var answered = 0
        for number in 0..<count {
            resolver.resolve("n\(number).test") { result in
                answered += 1
                if (try? result.get())?.addresses != [IPAddress(v4: 0x0A00_0000 + number)] { wrong += 1 }
            }
        }
        reactor.turn { answered == Int(count) }
        #expect(wrong == 0)
        #expect(responder.asked.count == 2 * Int(count))
    }

    @Test func `questions under way are cancelled when the resolver goes`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .silence }
        var resolver: NameResolver? = resolver(responder)
        var results: [Result<ResolvedName, NameFailure>] = []
        for number in 0..<100 { resolver?.resolve("n\(number).test") { results.append($0) } }
        reactor.turn(limit: 20)
        resolver = nil
        #expect(results == Array(repeating: .failure(.cancelled), count: 100))
        reactor.turn(limit: 20)
        #expect(results.count == 100)
    }

    @Test func `an answer may drop the resolver that gave it`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        var resolver: NameResolver? = resolver(responder)
        var answered = 0
        for number in 0..<10 {
            resolver?.resolve("n\(number).test") { _ in
                answered += 1
                resolver = nil
            }
        }
        reactor.turn { answered == 10 }
        #expect(resolver == nil)
    }

    @Test func `an answer may ask the next question`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        let resolver = resolver(responder)
        var answered = 0
        func next() {
            resolver.resolve("n\(answered).test") { _ in
                answered += 1
                if answered < 50 { next() }
            }
        }
        next()
        reactor.turn { answered == 50 }
        #expect(answered == 50)
    }

    @Test func `a server that cannot be parsed fails every question`() throws {
        var settings = NameResolverSettings()
        settings.servers = "no such thing"
        #expect(try ask("a.test", NameResolver(reactor: reactor, settings: settings)) == .failure(.serverFailed))
    }

    @Test func `servers are read from a file, and again when it changes`() throws {
        let old = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        let elsewhere = SocketAddress.ip(IPAddress(v4: 0x7F00_0002), port: old.port)
        let new = try DNSResponder(reactor, on: elsewhere) { _, _ in .addresses([Self.six], ttl: 60) }
        let folder = try TemporaryFolder()
        let path = folder.path("resolv.conf")
        try folder.write(Array("nameserver 127.0.0.1\n".utf8), to: "resolv.conf")
        var settings = NameResolverSettings()
        settings.file = path
        settings.port = new.port
        let resolver = NameResolver(reactor: reactor, settings: settings)
        #expect(try ask("a.test", resolver).get().addresses == [Self.four])
        try folder.write(Array("# moved\nnameserver 127.0.0.2\n".utf8), to: "resolv.conf")
        let end = Reactor.clock() + 1100
        while Reactor.clock() < end { reactor.turn(limit: end - Reactor.clock()) }
        #expect(try ask("a.test", resolver).get().addresses == [Self.six])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `damaged answers neither trap nor go unanswered`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed)
        let responder = try DNSResponder(reactor) { _, type in
            type == DNSMessage.a
                ? .alias(ttl: 5, to: [Self.four], targetTTL: 600) : .addresses([Self.six, Self.six], ttl: 60)
        }
        responder.damage = { bytes in
            var bytes = bytes
            for _ in 0..<Int.random(in: 0...4, using: &generator) where bytes.count > 12 {
                // The first two bytes tell which question is answered.
                let index = Int.random(in: 2..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
                if Int.random(in: 0..<20, using: &generator) == 0 { bytes.removeLast(bytes.count - index) }
            }
            return bytes
        }
        let resolver = resolver(responder, timeout: 20, tries: 1)
        var answered = 0
        for number in 0..<1500 { resolver.resolve("n\(number).test") { _ in answered += 1 } }
        reactor.turn(60) { answered >= 1500 }
        #expect(answered == 1500)
    }

    @Test(.enabled(if: HostsFile.entry != nil)) func `the hosts file comes before the servers`() throws {
        let entry = try #require(HostsFile.entry)
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.four], ttl: 60) }
        let result = try ask(entry.name, resolver(responder)).get()
        #expect(result.addresses.contains(entry.address))
        #expect(result.ttlSeconds > 0)
        #expect(responder.asked.isEmpty)
    }
}
