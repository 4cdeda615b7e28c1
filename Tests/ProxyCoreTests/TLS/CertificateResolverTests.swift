import ProxyCore
import ProxyModel
import Reactor
import TestSupport
import Testing

@Suite struct CertificateResolverTests {
    private static let certificate = Result { try TestCertificate.make(["a.example", "*.a.example"]) }

    private let script = LoaderScript()
    private let outcomes = OutcomeQueue()
    private let library: TLSLibrary
    private let resolver: CertificateResolver

    init() throws {
        library = try TLSLibrary()
        resolver = Self.makeResolver(library, script, outcomes, .reject)
    }

    @Test func `suspends a handshake, loads once and goes on`() async throws {
        resolver.put(.test("one", domains: ["a.example", "*.a.example"]))
        #expect(choice("a.example") == "wait")
        #expect(choice("a.example") == "wait")
        #expect(choice("www.a.example") == "wait")
        await script.calls(reach: 1)
        script.answer("one", .success(try bundle("one")))
        let resumed = try #require(await outcomes.take(1).first.map { resolver.receive($0) })
        #expect(Set(resumed) == [.name("a.example"), .name("www.a.example")])
        #expect(choice("a.example") == "use")
        #expect(choice("www.a.example") == "use")
        #expect(script.calls == ["one"])
    }

    @Test func `waits for all certificates of a name`() async throws {
        resolver.put(.test("one", domains: ["a.example"]))
        resolver.put(.test("two", domains: ["a.example"], keyType: "rsa"))
        #expect(choice("a.example") == "wait")
        await script.calls(reach: 2)
        script.answer("one", .success(try bundle("one")))
        for outcome in await outcomes.take(1) { #expect(resolver.receive(outcome) == [.name("a.example")]) }
        #expect(choice("a.example") == "wait")
        script.answer("two", .success(nil))
        for outcome in await outcomes.take(1) { #expect(resolver.receive(outcome) == [.name("a.example")]) }
        #expect(choice("a.example") == "use")
    }

    @Test func `refuses for a while a name whose certificate cannot be had`() async throws {
        resolver.put(.test("one", domains: ["a.example"]))
        #expect(choice("a.example") == "wait")
        await script.calls(reach: 1)
        script.answer("one", .failure(LoaderScript.Failure()))
        for outcome in await outcomes.take(1) { _ = resolver.receive(outcome) }
        #expect(choice("a.example") == "reject internal error")
        #expect(script.calls.count == 1)
    }

    @Test func `tells of a certificate that was loaded but is of no use`() async throws {
        var told: [String] = []
        resolver.whenUnusable = { name, error in told.append("\(name): \(error)") }
        resolver.put(.test("one", domains: ["a.example"]))
        #expect(choice("a.example") == "wait")
        await script.calls(reach: 1)
        script.answer("one", .success(CertificateBundle(name: "one", chainPEM: [1], keyPEM: [2])))
        for outcome in await outcomes.take(1) { _ = resolver.receive(outcome) }
        #expect(choice("a.example") == "reject internal error")
        #expect(told == ["one: certificate 1 of the chain is malformed"])
    }

    @Test func `gives a certificate that changed to the next handshake`() async throws {
        resolver.put(.test("one", domains: ["a.example"]))
        _ = choice("a.example")
        await script.calls(reach: 1)
        script.answer("one", .success(try bundle("one")))
        for outcome in await outcomes.take(1) { _ = resolver.receive(outcome) }
        #expect(choice("a.example") == "use")
        resolver.put(.test("one", domains: ["b.example"]))
        #expect(choice("a.example") == "reject unrecognized name")
        // The shared cache was not told of the change here, so it answers at once.
        #expect(choice("b.example") == "use")
    }

    @Test func `takes new certificates of the local authority and keeps the others`() async throws {
        let shared = SharedCertificateCache(loader: script.loader)
        let resolver = CertificateResolver(library: library, shared: shared, unknownName: .reject) { [outcomes] in
            outcomes.put($0)
        }
        let choice = { (name: String) in describe(resolver.selection(for: ClientHello(serverName: .name(name)))) }
        resolver.put(.test("one", domains: ["a.example"]))
        resolver.put(.test(LocalCertificateName.localhost, domains: ["localhost"]))
        for name in ["a.example", "localhost"] { #expect(choice(name) == "wait") }
        await script.calls(reach: 2)
        script.answer("one", .success(try bundle("one")))
        script.answer(LocalCertificateName.localhost, .success(try bundle("localhost")))
        for outcome in await outcomes.take(2) { _ = resolver.receive(outcome) }
        for name in ["a.example", "localhost"] { #expect(choice(name) == "use") }
        shared.invalidateLocal()
        resolver.renewLocal()
        #expect(choice("a.example") == "use")
        #expect(choice("localhost") == "wait")
        await script.calls(reach: 3)
        #expect(script.calls.last == LocalCertificateName.localhost)
        script.answer(LocalCertificateName.localhost, .success(try bundle("localhost")))
        for outcome in await outcomes.take(1) { _ = resolver.receive(outcome) }
        #expect(choice("localhost") == "use")
    }

    @Test func `forgets a certificate that was deleted`() {
        resolver.put(.test("one", domains: ["a.example"]))
        resolver.remove("one")
        #expect(choice("a.example") == "reject unrecognized name")
    }

    @Test func `treats names without certificate as it was told`() {
        #expect(choice("unknown.example") == "reject unrecognized name")
        #expect(choice(.malformed) == "reject unrecognized name")
        #expect(choice(.absent) == "default")
        let lenient = Self.makeResolver(library, script, outcomes, .useDefault)
        #expect(describe(lenient.selection(for: ClientHello(serverName: .name("unknown.example")))) == "default")
        #expect(describe(lenient.selection(for: ClientHello(serverName: .malformed))) == "default")
    }

    @Test func `gives the certificate of a challenge to those who speak its protocol, and to no other`() async throws {
        let challenge = ACMEChallengeRecord(
            type: .tlsALPN01, identifier: "a.example", token: "t", keyAuthorization: "t.p", createdAt: 1)
        let name = ChallengeCertificateName.certificate(for: challenge)
        #expect(challengeChoice("a.example") == "reject unrecognized name")
        resolver.put(challenge)
        #expect(choice("a.example") == "reject unrecognized name")
        #expect(challengeChoice("b.example") == "reject unrecognized name")
        #expect(challengeChoice("a.example") == "wait")
        await script.calls(reach: 1)
        script.answer(name, .success(try bundle(name)))
        for outcome in await outcomes.take(1) { #expect(resolver.receive(outcome) == [.name("a.example")]) }
        #expect(challengeChoice("a.example") == "challenge")
        resolver.removeChallenge(challenge.id)
        #expect(challengeChoice("a.example") == "reject unrecognized name")
        #expect(script.calls == [name])
    }

    private static func makeResolver(
        _ library: TLSLibrary, _ script: LoaderScript, _ outcomes: OutcomeQueue, _ unknownName: UnknownServerName
    ) -> CertificateResolver {
        let limits = CertificateCacheLimits(loadTimeout: .seconds(600))
        return CertificateResolver(
            library: library, shared: SharedCertificateCache(limits: limits, loader: script.loader),
            unknownName: unknownName
        ) { outcomes.put($0) }
    }

    private func bundle(_ name: String) throws -> CertificateBundle {
        let made = try Self.certificate.get()
        return CertificateBundle(name: name, chainPEM: made.chain, keyPEM: made.key)
    }

    private func choice(_ name: String) -> String {
        choice(.name(name))
    }

    private func choice(_ name: ServerNameIndication) -> String {
        describe(resolver.selection(for: ClientHello(serverName: name)))
    }

    private func challengeChoice(_ name: String) -> String {
        describe(resolver.selection(for: ClientHello(serverName: .name(name), offersACMEChallenge: true)))
    }

    private func describe(_ selection: CertificateSelection) -> String {
        switch selection {
        case .use: "use"
        case .useForACMEChallenge: "challenge"
        case .useDefault: "default"
        case .wait: "wait"
        case .reject(let alert): "reject \(alert)"
        }
    }
}
