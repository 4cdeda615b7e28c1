import ProxyModel
import Reactor
import TestSupport
import Testing

@testable import ProxyCore

/// Keys that come and go, and what is remembered meanwhile.
@Suite struct GuardKeyTests {
    @Test func `a guard without keys lets nobody in`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        fixture.fixture.worker.install(guardKeys: GuardKeys())
        #expect(try !fixture.admits(token))
    }

    @Test func `keys rotate under load without a refusal`() throws {
        let fixture = try GuardFixture()
        let worker = fixture.fixture.worker
        let next = try SignatureTestKey(.p256)
        let old = try fixture.token()
        let new = try fixture.token {
            $0.header["kid"] = "ec-2"
            $0.signing = .key(next, .es256)
        }
        var keys = fixture.keys.guardKeys
        #expect(try fixture.admits(old))
        #expect(try !fixture.admits(new))
        keys.verification.append(.init(kid: "ec-2", algorithm: .es256, publicKey: next.publicKey))
        for _ in 0..<10 {
            #expect(worker.install(guardKeys: keys) == [])
            #expect(try fixture.admits(old))
            #expect(try fixture.admits(new))
        }
        keys.verification.removeAll { $0.kid == "ec-1" }
        worker.install(guardKeys: keys)
        #expect(try !fixture.admits(old))
        #expect(try fixture.admits(new))
    }

    @Test func `another key under the same name ends the tokens of the first`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        #expect(try fixture.admits(token))
        fixture.fixture.worker.install(
            guardKeys: GuardKeys(verification: [
                .init(kid: "ec-1", algorithm: .es256, publicKey: fixture.keys.stranger.publicKey)
            ]))
        #expect(fixture.fixture.worker.rememberedTokens == 0)
        #expect(try !fixture.admits(token))
    }

    @Test func `keys that cannot be used are named and the others count`() throws {
        let fixture = try GuardFixture()
        var keys = fixture.keys.guardKeys
        keys.verification.append(.init(kid: "bad", algorithm: .rs256, publicKey: fixture.keys.p256.publicKey))
        keys.verification.append(
            .init(kid: "short", algorithm: .rs256, publicKey: try SignatureTestKey(.rsa1024).publicKey))
        keys.assertion = .init(kid: "broken", privateKey: [1, 2, 3])
        #expect(fixture.fixture.worker.install(guardKeys: keys) == ["bad", "short", "broken"])
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        #expect(request["X-Auth-User-Id"] == "local:alice")
        #expect(request["X-Auth-Assertion"] == nil)
    }

    @Test func `a private key is in no description`() {
        let key = GuardKeys.Assertion(kid: "k", privateKey: [222, 173, 190])
        #expect(!"\(key)\(GuardKeys(assertion: key))".contains("222"))
    }

    @Test func `no more tokens are remembered than allowed`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.rememberedTokens = 4 })
        let tokens = try (0..<10).map { _ in try fixture.token() }
        for token in tokens { #expect(try fixture.admits(token)) }
        #expect(fixture.fixture.worker.rememberedTokens == 4)
        for token in tokens { #expect(try fixture.admits(token)) }
        #expect(fixture.fixture.worker.rememberedTokens == 4)
    }

    @Test func `a remembered token ends with its time`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.leeway = 0 })
        let token = try fixture.token { $0.claims["exp"] = .integer(UnixTime.seconds + 1) }
        #expect(try fixture.admits(token))
        try fixture.fixture.turn { (try? fixture.admits(token)) == false }
        #expect(fixture.fixture.worker.rememberedTokens == 0)
    }

    @Test func `a change of the proxy is a new decision for tokens that are remembered`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        #expect(try fixture.admits(token))
        var proxy = try ProxyTarget(
            hostname: HostPattern("app.test"), target: fixture.fixture.upstreamURL, createdAt: 1)
        var auth = ProxyAuthConfig(authProxy: "auth.test")
        auth.requiredUsers = []
        proxy.auth = Boxed(auth)
        proxy.resourceConfig = ProxyResourceConfig()
        fixture.fixture.worker.routing.apply(.put(.proxy(proxy)))
        #expect(try fixture.refused(GuardFixture.request(token: token)).status == 403)
        auth.requiredUsers = ["alice"]
        proxy.auth = Boxed(auth)
        fixture.fixture.worker.routing.apply(.put(.proxy(proxy)))
        #expect(try fixture.admits(token))
        auth.authProxy = "other-auth.test"
        proxy.auth = Boxed(auth)
        fixture.fixture.worker.routing.apply(.put(.proxy(proxy)))
        #expect(try !fixture.admits(token))
    }

    @Test func `a wildcard decides for each of its hosts`() throws {
        let fixture = try GuardFixture()
        var proxy = try ProxyTarget(
            hostname: HostPattern("*.wild.test"), target: fixture.fixture.upstreamURL, createdAt: 1)
        proxy.auth = Boxed(ProxyAuthConfig(authProxy: "auth.test"))
        fixture.fixture.worker.routing.apply(.put(.proxy(proxy)))
        let token = try fixture.token { $0.claims["aud"] = "https://a.wild.test" }
        let request = "GET / HTTP/1.1\r\nHost: a.wild.test\r\nAuthorization: Bearer \(token)\r\n\r\n"
        _ = try fixture.forwarded(request)
        let other = try fixture.refused(request.replacing("a.wild.test", with: "b.wild.test"))
        #expect(other.status == 401)
        _ = try fixture.forwarded(request)
    }
}
