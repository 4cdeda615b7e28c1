import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct GuardAddressTests {
    @Test func `a host that is a resource as a whole takes tokens for each of its paths`() throws {
        let fixture = try GuardFixture(isResource: false)
        for audience in ["https://app.test", "https://app.test/", "https://app.test/any/path"] {
            #expect(try fixture.admits(fixture.token { $0.claims["aud"] = .string(audience) }))
        }
        #expect(try !fixture.admits(fixture.token { $0.claims["aud"] = "https://other.test/any/path" }))
    }

    @Test func `a proxy of many hosts takes tokens for it as a whole`() throws {
        let pattern = try HostPattern("*.test")
        let fixture = try GuardFixture(proxy: { $0.hostname = pattern })
        for audience in ["https://*.test/mcp", "https://*.test/mcp/", "https://app.test/mcp"] {
            #expect(try fixture.admits(fixture.token { $0.claims["aud"] = .string(audience) }))
        }
        for audience in ["https://*.test", "https://*/mcp", "https://*.app.test/mcp", "https://other.test/mcp"] {
            #expect(try !fixture.admits(fixture.token { $0.claims["aud"] = .string(audience) }))
        }
        let single = try GuardFixture()
        #expect(try !single.admits(single.token { $0.claims["aud"] = "https://*.test/mcp" }))
    }

    @Test func `a session is for one host of many`() throws {
        let pattern = try HostPattern("*.test")
        let fixture = try GuardFixture({ $0.mode = .redirect }, proxy: { $0.hostname = pattern })
        for (host, isAdmitted) in [("*.test", false), ("app.test", true)] {
            let request = GuardFixture.request(
                "GET", "/", token: nil,
                "Cookie: unified_auth_token=\(try TestToken.session(fixture.keys, host: host).text())")
            if isAdmitted {
                #expect(try fixture.forwarded(request)["X-Auth-User-Name"] == "alice")
            } else {
                #expect(try fixture.refused(request).status == 401)
            }
        }
    }

    @Test func `sign-in is in clear text only where the server is`() throws {
        let fixture = try GuardFixture({ $0.mode = .redirect }, proxy: { $0.httpsRedirect = .never })
        let navigation = GuardFixture.request("GET", "/", token: nil, "Accept: text/html")
        let secure = try fixture.refused(navigation)
        #expect(secure["Location"]?.hasPrefix("https://auth.test/proxy-signin?") == true)
        var server = try ProxyTarget(hostname: HostPattern("auth.test"), target: nil, createdAt: 1)
        server.enableHTTPS = false
        fixture.fixture.worker.routing.apply(.put(.proxy(server)))
        let plain = try fixture.refused(
            "GET / HTTP/1.1\r\nHost: app.test:8080\r\nAccept: text/html\r\n\r\n")
        #expect(plain["Location"]?.hasPrefix("http://auth.test:8080/proxy-signin?") == true)
    }
}
