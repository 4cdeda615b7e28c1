import Reactor
import Testing

@Suite struct NameCacheTests {
    private let reactor: Reactor
    private static let first = IPAddress(v4: 0x0A00_0001)
    private static let second = IPAddress(v4: 0x0A00_0002)

    init() throws { reactor = try Reactor() }

    private func cache(
        _ responder: DNSResponder, timeout: Int32 = 200, _ adjust: (inout NameCacheSettings) -> Void = { _ in }
    ) -> NameCache {
        var whom = NameResolverSettings()
        whom.servers = responder.servers
        whom.timeoutMilliseconds = timeout
        whom.tries = 1
        var settings = NameCacheSettings()
        adjust(&settings)
        let resolver = NameResolver(reactor: reactor, settings: whom)
        return NameCache(reactor: reactor, resolver: resolver, settings: settings)
    }

    private func look(_ name: String, _ cache: NameCache) throws -> Result<[IPAddress], NameFailure> {
        var result: Result<[IPAddress], NameFailure>?
        cache.lookup(name) { result = $0 }
        reactor.turn { result != nil }
        return try #require(result)
    }

    /// Lets the clock of the reactor go on.
    private func pass(_ milliseconds: Int64) {
        let end = Reactor.clock() + milliseconds
        while Reactor.clock() < end { reactor.turn(limit: end - Reactor.clock()) }
    }

    @Test func `an answer is remembered and given without asking again`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.first], ttl: 60) }
        let cache = cache(responder)
        #expect(cache.cached("a.test") == nil)
        #expect(try look("a.test", cache) == .success([Self.first]))
        #expect(cache.cached("a.test") == [Self.first])
        #expect(try look("a.test", cache) == .success([Self.first]))
        #expect(responder.asked == ["a.test", "a.test"])
    }

    @Test func `however many wait, the name is asked for once`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.first], ttl: 60) }
        let cache = cache(responder)
        var answers: [[IPAddress]] = []
        for _ in 0..<100 { cache.lookup("a.test") { answers.append((try? $0.get()) ?? []) } }
        reactor.turn { answers.count == 100 }
        #expect(answers == Array(repeating: [Self.first], count: 100))
        #expect(responder.asked.count == 2)
    }

    @Test func `literals and localhost are known from the start`() throws {
        let cache = NameCache(reactor: reactor, resolver: NameResolver(reactor: reactor))
        #expect(cache.cached("10.0.0.1") == [Self.first])
        #expect(cache.cached("::1") == [IPAddress(high: 0, low: 1)])
        #expect(cache.cached("demo.localhost")?.first?.isLoopback == true)
        #expect(try look("10.0.0.1", cache) == .success([Self.first]))
        #expect(try look("not a name", cache) == .failure(.malformed))
    }

    @Test func `an answer in use is renewed in the background`() throws {
        var current = Self.first
        let responder = try DNSResponder(reactor) { _, _ in .addresses([current], ttl: 3) }
        let cache = cache(responder)
        #expect(try look("a.test", cache) == .success([Self.first]))
        current = Self.second
        pass(2200)
        #expect(cache.cached("a.test") == [Self.first])
        reactor.turn { responder.asked.count == 4 && cache.cached("a.test") == [Self.second] }
        #expect(cache.cached("a.test") == [Self.second])
    }

    @Test func `the last good answer is kept while the servers fail`() throws {
        var isUp = true
        let responder = try DNSResponder(reactor) { _, _ in isUp ? .addresses([Self.first], ttl: 1) : .failure }
        let cache = cache(responder)
        #expect(try look("a.test", cache) == .success([Self.first]))
        isUp = false
        pass(1100)
        #expect(cache.cached("a.test") == nil)
        #expect(try look("a.test", cache) == .success([Self.first]))
        #expect(cache.cached("a.test") == [Self.first])
        isUp = true
        pass(1100)
        #expect(cache.cached("a.test") == [Self.first])
        pass(100)
        #expect(cache.cached("a.test") == [Self.first])
    }

    @Test func `a late answer does not delay those who can have an older one`() throws {
        var isSilent = false
        let responder = try DNSResponder(reactor) { _, _ in isSilent ? .silence : .addresses([Self.first], ttl: 1) }
        let cache = cache(responder, timeout: 4000) { $0.patience = 100 }
        #expect(try look("a.test", cache) == .success([Self.first]))
        isSilent = true
        pass(1100)
        let begin = Reactor.clock()
        #expect(try look("a.test", cache) == .success([Self.first]))
        #expect(Reactor.clock() - begin >= 100)
        #expect(Reactor.clock() - begin < 2000)
        #expect(cache.cached("a.test") == [Self.first])
    }

    @Test func `a failure is believed for a while`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .denied }
        let cache = cache(responder) { $0.firstFailureLifetime = 2000 }
        #expect(try look("gone.test", cache) == .failure(.notFound))
        #expect(try look("gone.test", cache) == .failure(.notFound))
        #expect(cache.cached("gone.test") == nil)
        #expect(Set(responder.asked).count <= 2)
        let before = responder.asked.count
        pass(2100)
        #expect(try look("gone.test", cache) == .failure(.notFound))
        #expect(responder.asked.count > before)
    }

    @Test func `those who wait are told when the cache goes`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .silence }
        var cache: NameCache? = cache(responder)
        var results: [Result<[IPAddress], NameFailure>] = []
        for name in ["a.test", "a.test", "b.test"] { cache?.lookup(name) { results.append($0) } }
        cache = nil
        #expect(results == Array(repeating: .failure(.cancelled), count: 3))
        reactor.turn(limit: 20)
        #expect(results.count == 3)
    }

    @Test func `a receiver may drop the cache`() throws {
        let responder = try DNSResponder(reactor) { _, _ in .addresses([Self.first], ttl: 60) }
        var cache: NameCache? = cache(responder)
        var answered = 0
        for name in ["a.test", "a.test", "b.test"] {
            cache?.lookup(name) { _ in
                answered += 1
                cache = nil
            }
        }
        reactor.turn { answered == 3 }
        #expect(cache == nil)
    }

    @Test func `nothing is left behind by what was asked, answered or cut off`() throws {
        weak var watched: Reactor?
        do {
            let reactor = try Reactor()
            watched = reactor
            let responder = try DNSResponder(reactor) { name, type in
                switch name.first {
                case "s": .silence
                case "t": .truncated([Self.first], ttl: 60)
                default: .addresses([Self.first], ttl: 60)
                }
            }
            var settings = NameResolverSettings()
            settings.servers = responder.servers
            let cache = NameCache(
                reactor: reactor, resolver: NameResolver(reactor: reactor, settings: settings))
            var answered = 0
            for number in 0..<200 {
                cache.lookup("\(["a", "s", "t"][number % 3])\(number).test") { _ in answered += 1 }
            }
            reactor.turn { answered > 20 }
        }
        #expect(watched == nil)
    }
}
