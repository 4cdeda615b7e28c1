import ProxyModel
import Reactor
import TestSupport
import Testing

@testable import ProxyCore

/// What upstreams learn of who asks.
@Suite struct GuardIdentityTests {
    @Test func `an upstream gets the identity and not the token`() throws {
        let fixture = try GuardFixture()
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        #expect(request.all("X-Auth-User-Id") == ["local:alice"])
        #expect(request.all("X-Auth-User-Name") == ["alice"])
        #expect(request.all("X-Auth-User-Email") == ["alice@example.com"])
        #expect(request.all("X-Auth-User-Groups") == ["staff,ops"])
        #expect(request.all("X-Auth-Scopes") == ["mcp:read mcp:write"])
        #expect(request.all("X-Auth-Client-Id") == ["client-1"])
        #expect(request.all("X-Auth-Assertion").count == 1)
        #expect(request["Authorization"] == nil)
    }

    @Test(arguments: IdentityFieldsTests.forged)
    func `forgeries go and ours take their place`(_ name: String) throws {
        let fixture = try GuardFixture()
        let request = try fixture.forwarded(
            GuardFixture.request("GET", "/mcp", token: try fixture.token(), "\(name): forged", "\(name): forged"))
        #expect(!request.fields.contains { $0.value == "forged" })
        #expect(request.all("X-Auth-User-Id") == ["local:alice"])
    }

    @Test func `a client cannot have our fields removed as its own`() throws {
        let fixture = try GuardFixture()
        let request = try fixture.forwarded(
            GuardFixture.request(
                "GET", "/mcp", token: try fixture.token(), "Connection: X-Auth-User-Id, X-Auth-Assertion, close"))
        #expect(request.all("X-Auth-User-Id") == ["local:alice"])
        #expect(request.all("X-Auth-Assertion").count == 1)
    }

    @Test(arguments: [
        "X-Remote-User-Id", "x_remote_user_id", "X.Remote.User.Id", "X-Remote_Assertion", "X-Remote-Groups",
    ])
    func `forgeries under a configured prefix go as well`(_ name: String) throws {
        let fixture = try GuardFixture { $0.headerPrefix = "X-Remote-" }
        let request = try fixture.forwarded(
            GuardFixture.request(
                "GET", "/mcp", token: try fixture.token(), "\(name): forged", "X-Auth-User-Id: forged",
                "X-Remote-Other: kept"))
        #expect(!request.fields.contains { $0.value == "forged" })
        #expect(request.all("X-Remote-User-Id") == ["local:alice"])
        #expect(request.all("X-Auth-User-Id") == [])
        #expect(request["X-Remote-Other"] == "kept")
    }

    @Test func `forgeries under a configured prefix go where no token is needed`() throws {
        let fixture = try GuardFixture {
            $0.headerPrefix = "X-Remote-"
            $0.excludedPaths = ["/open"]
        }
        let request = try fixture.forwarded(
            GuardFixture.request("GET", "/open", token: nil, "X-Remote-User-Id: forged", "X_Remote_Groups: forged"))
        #expect(!request.fields.contains { $0.value == "forged" })
    }

    @Test func `claims cannot end a line or look like two groups`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token {
            $0.claims["sub"] = "a\r\nX-Evil: 1"
            $0.claims["username"] = "J\u{f6}rg 100%"
            $0.claims["groups"] = ["a,b", " c ", "", "d\u{0}"]
            $0.claims["scope"] = "mcp:read"
        }
        let request = try fixture.forwarded(GuardFixture.request(token: token))
        #expect(request["X-Evil"] == nil)
        #expect(request["X-Auth-User-Id"] == "a%0D%0AX-Evil: 1")
        #expect(request["X-Auth-User-Name"] == "J%C3%B6rg 100%25")
        #expect(request["X-Auth-User-Groups"] == "a%2Cb,%20c%20,,d%00")
    }

    @Test func `a client that acts for itself has no user's fields`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token {
            for name in ["username", "email", "groups", "grant"] { $0.claims[name] = nil }
            $0.claims["sub"] = "client-1"
        }
        let request = try fixture.forwarded(GuardFixture.request(token: token))
        #expect(request["X-Auth-User-Id"] == "client-1")
        #expect(request["X-Auth-User-Name"] == nil)
        #expect(request["X-Auth-User-Email"] == nil)
        #expect(request["X-Auth-User-Groups"] == nil)
    }

    @Test func `a proxy may want no fields, or the token itself`() throws {
        let silent = try GuardFixture { $0.passHeaders = false }
        let request = try silent.forwarded(GuardFixture.request(token: silent.token()))
        #expect(!request.fields.contains { $0.name.lowercased().hasPrefix("x-auth-") })
        let trusting = try GuardFixture { $0.forwardToken = true }
        let token = try trusting.token()
        #expect(try trusting.forwarded(GuardFixture.request(token: token))["Authorization"] == "Bearer \(token)")
    }

    // MARK: - Cookies

    private static let ownCookies = [
        "__Host-proxyd_login", "proxyd_login", "__Host-proxyd_session", "proxyd_session", "unified_auth_token",
    ]

    @Test(arguments: ownCookies)
    func `our own cookies stay here and the others go on in their order`(_ name: String) throws {
        let fixture = try GuardFixture { $0.excludedPaths = ["/open"] }
        for (path, token) in [("/mcp", try fixture.token()), ("/open", nil)] {
            let request = try fixture.forwarded(
                GuardFixture.request(
                    "GET", path, token: token, "Cookie: a=1", "Cookie: b=\"2 2\"; \(name)=secret;c=3; \(name)=secret",
                    "Cookie: \(name)=secret", "X-Between: 1", "Cookie: d=4; e"))
            #expect(request.all("Cookie") == ["a=1", "b=\"2 2\"; c=3", "d=4; e"])
            #expect(!request.fields.contains { $0.value.contains("secret") })
        }
    }

    @Test func `cookies that only look like ours are somebody else's`() throws {
        let fixture = try GuardFixture()
        let cookies =
            "proxyd_login2=1; xproxyd_login=2; Proxyd_login=3; __host-proxyd_session=4; __Host-proxyd=5; proxyd_sessio=6"
        for field in [cookies, "a=proxyd_login=1;  b=2;c=3;", "proxyd_login", "unified_auth_token2=a"] {
            let request = try fixture.forwarded(
                GuardFixture.request("GET", "/mcp", token: try fixture.token(), "Cookie: \(field)"))
            #expect(request.all("Cookie") == [field])
        }
    }

    @Test func `a proxy that wants the session itself gets no other cookie of ours`() throws {
        let fixture = try GuardFixture { $0.forwardToken = true }
        let request = try fixture.forwarded(
            GuardFixture.request(
                "GET", "/mcp", token: try fixture.token(),
                "Cookie: unified_auth_token=a; __Host-proxyd_login=b; proxyd_session=c; d=e"))
        #expect(request.all("Cookie") == ["unified_auth_token=a; d=e"])
    }

    @Test func `an upstream on the authorization server's host does not see who is signed in`() throws {
        let fixture = try GuardFixture({ $0.enabled = false }, isResource: false)
        let cookies = "Cookie: a=1; __Host-proxyd_session=secret; proxyd_login=secret; b=2"
        let request = GuardFixture.request("GET", "/page", token: nil, cookies)
        // Any other host may have another authorization server behind it.
        #expect(try fixture.forwarded(request).all("Cookie") == [String(cookies.dropFirst(8))])
        var route = Route(id: "own", pathPattern: "/other", target: .service("oauth"), createdAt: 1)
        route.scope = .proxy
        route.proxyHostnames = ["app.test"]
        fixture.fixture.worker.routing.apply(.put(.route(route)))
        #expect(try fixture.forwarded(request).all("Cookie") == [String(cookies.dropFirst(8))])
        route.pathPattern = "/authorize"
        fixture.fixture.worker.routing.apply(.put(.route(route)))
        #expect(try fixture.forwarded(request).all("Cookie") == ["a=1; b=2"])
    }

    // MARK: - The assertion

    private func parts(_ assertion: String) throws -> (header: JSONValue, claims: JSONValue, message: String) {
        let parts = assertion.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        return (
            try JSONValue(parsing: #require(Base64URL.decode(parts[0]))),
            try JSONValue(parsing: #require(Base64URL.decode(parts[1]))), parts[0] + "." + parts[1]
        )
    }

    @Test func `the assertion says the same and can be verified`() throws {
        let fixture = try GuardFixture()
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        let assertion = try #require(request["X-Auth-Assertion"])
        let (header, claims, message) = try parts(assertion)
        #expect(header["alg"]?.stringValue == "ES256")
        #expect(header["kid"]?.stringValue == "assert-1")
        #expect(claims["iss"]?.stringValue == "https://auth.test")
        #expect(claims["aud"]?.stringValue == "https://app.test")
        #expect(claims["sub"]?.stringValue == "local:alice")
        #expect(claims["username"]?.stringValue == "alice")
        #expect(claims["groups"] == ["staff", "ops"])
        let issuedAt = try #require(claims["iat"]?.integerValue)
        #expect(claims["exp"]?.integerValue == issuedAt + 120)
        let verifier = try SignatureVerifier(
            .es256, publicKey: fixture.keys.assertion.publicKey, library: TLSLibrary())
        let signature = try #require(Base64URL.decode(String(assertion.split(separator: ".")[2])))
        let bytes = Array(message.utf8)
        let isValid = verifier.isValid(signature.span, of: bytes.span)
        #expect(isValid)
    }

    @Test(arguments: [
        (443, true, "https://app.test"), (8443, true, "https://app.test:8443"), (0, true, "http://app.test:8080"),
        (8443, false, "https://app.test:8443"),
    ])
    func `the assertion is for the origin of the resource`(port: UInt16, isSecure: Bool, origin: String) throws {
        let fixture = try GuardFixture(
            settings: {
                $0.publicHTTPSPort = port
                $0.publicHTTPPort = 8080
            },
            proxy: {
                $0.enableHTTPS = isSecure
                $0.httpsRedirect = .never
            })
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        let claims = try parts(try #require(request["X-Auth-Assertion"])).claims
        #expect(claims["aud"]?.stringValue == origin)
    }

    @Test func `a host on the machine itself without HTTPS has an origin without`() throws {
        var proxy = ProxyTarget(hostname: try HostPattern("app.localhost"), target: nil, createdAt: 1)
        proxy.auth = Boxed(ProxyAuthConfig(authProxy: "auth.localhost"))
        let origins = GuardedOrigins(httpsPort: 443, httpPort: 80)
        let secure = try #require(GuardRules(proxy))
        #expect(origins.origin(of: "app.localhost", secure) == "https://app.localhost")
        proxy.enableHTTPS = false
        let plain = try #require(GuardRules(proxy))
        #expect(origins.origin(of: "app.localhost", plain) == "http://app.localhost")
    }

    @Test func `an assertion opens nothing`() throws {
        let fixture = try GuardFixture()
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        #expect(try !fixture.admits(#require(request["X-Auth-Assertion"])))
    }

    @Test func `one assertion serves many requests until it is made anew`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        let first = try fixture.forwarded(GuardFixture.request(token: token))["X-Auth-Assertion"]
        #expect(try fixture.forwarded(GuardFixture.request(token: token))["X-Auth-Assertion"] == first)
        let hasty = try GuardFixture(settings: { $0.guarding.assertionRenewal = 0 })
        let other = try hasty.token()
        let one = try hasty.forwarded(GuardFixture.request(token: other))["X-Auth-Assertion"]
        // ECDSA signs the same text in another way each time.
        #expect(try hasty.forwarded(GuardFixture.request(token: other))["X-Auth-Assertion"] != one)
    }
}
