import ProxyModel
import Testing

@testable import OAuthServer

struct ConfigurationResourcesTests {
    private let fixture: ServerFixture
    private var resources: any ResourceDirectory { fixture.environment.resources }

    init() throws {
        fixture = try ServerFixture()
        try fixture.guardHost("mcp.example.com")
    }

    @Test(arguments: [
        "https://mcp.example.com/mcp", "https://mcp.example.com/mcp/", "HTTPS://MCP.Example.COM/mcp",
        "https://mcp.example.com:443/mcp", "https://mcp.example.com:443/mcp/",
    ])
    func `spellings that clients use mean the same resource`(uri: String) throws {
        let resource = try #require(resources.resource(uri, issuer: ServerFixture.issuer))
        #expect(resource.uri == "https://mcp.example.com/mcp")
        #expect(resource.scopes == ["mcp:read", "mcp:write"])
    }

    @Test(arguments: [
        "https://mcp.example.com/MCP", "https://mcp.example.com/mcp//", "https://mcp.example.com/mcp/x",
        "https://mcp.example.com", "http://mcp.example.com/mcp", "https://mcp.example.com:8443/mcp",
        "https://mcp.example.com/mcp?x", "https://mcp.example.com/mcp#x", "https://u@mcp.example.com/mcp",
        "https://mcp.example.com\\@evil/mcp", "https://other.example.com/mcp", "mcp.example.com/mcp", "/mcp", "",
        "https://", "https:///mcp", "ftp://mcp.example.com/mcp", "https://mcp.example.com/m cp",
        "https://mcp.example.com/%6dcp",
    ])
    func `anything else is no resource`(uri: String) {
        #expect(resources.resource(uri, issuer: ServerFixture.issuer) == nil)
    }

    @Test func `a resource is one of its own issuer only`() throws {
        try fixture.guardHost("b.example.com", issuer: "login.example.com")
        #expect(resources.resource("https://b.example.com/mcp", issuer: ServerFixture.issuer) == nil)
        #expect(resources.resource("https://b.example.com/mcp", issuer: "https://login.example.com") != nil)
        #expect(resources.resources(issuer: ServerFixture.issuer).map(\.hostname) == ["mcp.example.com"])
    }

    @Test func `resources are listed by host name and follow the configuration`() throws {
        try fixture.guardHost("a.example.com")
        #expect(
            resources.resources(issuer: ServerFixture.issuer).map(\.hostname) == ["a.example.com", "mcp.example.com"])
        try fixture.guardHost("a.example.com") { $0.auth = nil }
        #expect(resources.resources(issuer: ServerFixture.issuer).map(\.hostname) == ["mcp.example.com"])
        #expect(resources.resource(host: "a.example.com") == nil)
    }

    @Test(arguments: ["enabled", "auth"])
    func `a host that is switched off or not guarded is no resource`(what: String) throws {
        try fixture.guardHost("off.example.com") { proxy in
            if what == "enabled" { proxy.enabled = false }
            if what == "auth", var auth = proxy.auth?.value {
                auth.enabled = false
                proxy.auth = Boxed(auth)
            }
        }
        #expect(resources.resource(host: "off.example.com") == nil)
        #expect(resources.resource("https://off.example.com/mcp", issuer: ServerFixture.issuer) == nil)
    }

    @Test func `a host below a wildcard is a resource of its own`() throws {
        try fixture.guardHost("*.tools.example.com")
        try fixture.guardHost("open.tools.example.com") { $0.auth = nil }
        let resource = try #require(resources.resource(host: "A.b.tools.example.com:443"))
        #expect(resource.hostname == "a.b.tools.example.com")
        #expect(resource.uri == "https://a.b.tools.example.com/mcp")
        #expect(resources.resource(host: "tools.example.com") == nil)
        // The exact host wins, and it is not guarded.
        #expect(resources.resource(host: "open.tools.example.com") == nil)
    }

    @Test func `a proxy of many hosts is a resource as a whole, behind those of one host`() throws {
        try fixture.guardHost("*.tools.example.com")
        try fixture.guardHost("*")
        let all = resources.resources(issuer: ServerFixture.issuer)
        #expect(all.map(\.hostname) == ["mcp.example.com", "*", "*.tools.example.com"])
        #expect(all.map(\.uri) == ["https://mcp.example.com/mcp", "https://*/mcp", "https://*.tools.example.com/mcp"])
        for resource in all {
            #expect(resources.resource(resource.uri, issuer: ServerFixture.issuer) == resource)
        }
    }

    @Test func `a host without a path of its own takes every path`() throws {
        try fixture.guardHost("whole.example.com", endpoint: nil)
        for path in ["", "/", "/mcp", "/a/b/"] {
            let resource = resources.resource("https://whole.example.com" + path, issuer: ServerFixture.issuer)
            #expect(resource?.uri == "https://whole.example.com")
        }
        try fixture.guardHost("root.example.com", endpoint: "/")
        #expect(resources.resource("https://root.example.com/", issuer: ServerFixture.issuer)?.endpoint == "")
    }

    @Test func `hosts that proxies trust are issuers, whatever the spelling`() throws {
        for authority in ["auth.example.com", "AUTH.example.com", "auth.example.com:443", "auth.example.com."] {
            #expect(resources.issuer(authority: authority) == ServerFixture.issuer)
        }
        #expect(!resources.isIssuer("mcp.example.com"))
        #expect(!resources.isIssuer("auth.example.com.evil"))
    }

    @Test func `a host with routes to the server is an issuer before it guards anything`() {
        var route = Route(id: "r", pathPattern: "/token", target: .service("auth"), createdAt: 0)
        route.scope = .proxy
        route.proxyHostnames = ["login.example.com"]
        fixture.configuration.put(.route(route))
        #expect(resources.issuer(authority: "login.example.com") == "https://login.example.com")
    }

    @Test func `origins carry the ports that clients see`() throws {
        let directory = ConfigurationResources(
            origins: PublicOrigins(httpsPort: 8443, httpPort: 8080),
            snapshot: { [fixture] in fixture.configuration.snapshot })
        try fixture.guardHost("plain.localhost", issuer: "auth.localhost") { $0.enableHTTPS = false }
        try fixture.guardHost("auth.localhost") {
            $0.enableHTTPS = false
            $0.auth = nil
        }
        try fixture.guardHost("plain.example.com") { $0.enableHTTPS = false }
        #expect(directory.resource(host: "mcp.example.com")?.uri == "https://mcp.example.com:8443/mcp")
        #expect(directory.resource(host: "mcp.example.com")?.origin == "https://mcp.example.com:8443")
        let plain = directory.resource(host: "plain.localhost:8080")
        #expect(plain?.uri == "http://plain.localhost:8080/mcp")
        #expect(plain?.issuer == "http://auth.localhost:8080")
        #expect(directory.issuer(authority: "auth.localhost:8080") == "http://auth.localhost:8080")
        // Only names of loopback are ever announced without TLS.
        #expect(directory.resource(host: "plain.example.com")?.uri == "https://plain.example.com:8443/mcp")
    }

    @Test func `before the first load there is nothing`() {
        fixture.configuration.unload()
        #expect(resources.resource(host: "mcp.example.com") == nil)
        #expect(resources.resources(issuer: ServerFixture.issuer).isEmpty)
        #expect(!resources.isIssuer("auth.example.com"))
    }
}
