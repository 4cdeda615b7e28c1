import ProxyModel
import Testing

@testable import ProxyCore

@Suite struct GuardModeTests {
    private func redirecting(
        _ auth: (inout ProxyAuthConfig) -> Void = { _ in }, port: UInt16 = 443
    ) throws -> GuardFixture {
        try GuardFixture(
            {
                $0.mode = .redirect
                auth(&$0)
            }, settings: { $0.publicHTTPSPort = port }, proxy: { $0.httpsRedirect = .never })
    }

    private func session(_ fixture: GuardFixture, _ spoil: (inout TestToken) -> Void = { _ in }) throws -> String {
        var token = TestToken.session(fixture.keys)
        spoil(&token)
        return "Cookie: theme=dark; unified_auth_token=\(try token.text()); lang=en"
    }

    // MARK: - redirect

    @Test func `a browser is sent to sign in and told to come back`() throws {
        let fixture = try redirecting()
        let response = try fixture.refused(
            GuardFixture.request("GET", "/a/b?c=d&e=%20f", token: nil, "Accept: text/html,*/*;q=0.8"))
        #expect(response.status == 302)
        #expect(
            response["Location"]
                == "https://auth.test/proxy-signin?host=app.test&return_to=/a/b%3Fc%3Dd%26e%3D%2520f")
        #expect(response["Cache-Control"] == "no-store")
        #expect(response["WWW-Authenticate"] == nil)
    }

    @Test func `the port of sign-in is the public one`() throws {
        let response = try redirecting(port: 8443).refused(
            GuardFixture.request("GET", "/", token: nil, "Accept: text/html"))
        #expect(response["Location"] == "https://auth.test:8443/proxy-signin?host=app.test&return_to=/")
    }

    @Test func `what is no navigation gets the challenge`() throws {
        let fixture = try redirecting()
        let html = "Accept: text/html"
        for request in [
            GuardFixture.request(), GuardFixture.request("GET", "/", token: nil, "Accept: application/json"),
            GuardFixture.request("POST", "/", token: nil, html, "Content-Length: 0"),
            GuardFixture.request("DELETE", "/", token: nil, html),
            GuardFixture.request("GET", "/", token: nil, html, "Sec-Fetch-Mode: cors"),
            GuardFixture.request("GET", "/", token: try fixture.token { $0.claims["exp"] = 1 }, html),
        ] {
            let response = try fixture.refused(request)
            #expect(response.status == 401)
            #expect(response.all("WWW-Authenticate").count == 1)
        }
        let navigation = GuardFixture.request("GET", "/", token: nil, "Sec-Fetch-Mode: navigate", "Accept: */*")
        #expect(try fixture.refused(navigation).status == 302)
    }

    @Test func `a session lets a browser in and stays here`() throws {
        let fixture = try redirecting()
        let request = try fixture.forwarded(GuardFixture.request("GET", "/", token: nil, try session(fixture)))
        #expect(request["X-Auth-User-Name"] == "alice")
        #expect(request.all("Cookie") == ["theme=dark; lang=en"])
    }

    @Test func `a session that is not good here leads to sign-in`() throws {
        let fixture = try redirecting()
        for spoil: (inout TestToken) -> Void in [
            { $0.claims["exp"] = 1 }, { $0.claims["aud"] = "https://other.test" },
            { $0.claims["aud"] = "https://app.test/mcp" }, { $0.header["typ"] = "at+jwt" },
            { $0.signing = .bytes([UInt8](repeating: 1, count: 64)) },
        ] {
            let cookie = try session(fixture, spoil)
            let page = try fixture.refused(GuardFixture.request("GET", "/", token: nil, cookie, "Accept: text/html"))
            #expect(page.status == 302)
            let script = try fixture.refused(GuardFixture.request("GET", "/", token: nil, cookie))
            #expect(script.status == 401)
            #expect(script["WWW-Authenticate"]?.contains("error") == false)
        }
    }

    @Test func `garbage in the session cookie leads to sign-in`() throws {
        let fixture = try redirecting()
        for value in ["", "a b", "\"x\"", "a,b", String(repeating: "x", count: 20_000)] {
            let response = try fixture.refused(
                GuardFixture.request(
                    "GET", "/", token: nil, "Cookie: unified_auth_token=\(value)", "Accept: text/html"))
            #expect(response.status == 302)
        }
    }

    @Test func `a session is no bearer token`() throws {
        let fixture = try redirecting()
        let text = try TestToken.session(fixture.keys).text()
        #expect(try !fixture.admits(text))
        // Not even when it is remembered.
        _ = try fixture.forwarded(GuardFixture.request("GET", "/", token: nil, "Cookie: unified_auth_token=\(text)"))
        #expect(try !fixture.admits(text))
    }

    @Test func `an access token is no session`() throws {
        let fixture = try redirecting()
        let token = try fixture.token()
        #expect(try fixture.admits(token))
        let response = try fixture.refused(
            GuardFixture.request("GET", "/", token: nil, "Cookie: unified_auth_token=\(token)"))
        #expect(response.status == 401)
    }

    @Test func `a signed-in user who is on no list sees a page and no loop`() throws {
        let fixture = try redirecting { $0.requiredUsers = ["bob"] }
        let response = try fixture.refused(
            GuardFixture.request("GET", "/", token: nil, try session(fixture), "Accept: text/html"))
        #expect(response.status == 403)
        #expect(response["Content-Type"]?.hasPrefix("text/html") == true)
        #expect(response["Location"] == nil)
    }

    @Test func `the cookie's name is the configuration's`() throws {
        let fixture = try redirecting { $0.cookieName = "sid" }
        let text = try TestToken.session(fixture.keys).text()
        let request = try fixture.forwarded(
            GuardFixture.request("GET", "/", token: nil, "Cookie: unified_auth_token=a; sid=\(text); sidecar=b"))
        #expect(request.all("Cookie") == ["unified_auth_token=a; sidecar=b"])
    }

    // MARK: - forward

    @Test func `a session counts for nothing where tokens are asked for`() throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(
            GuardFixture.request("GET", "/", token: nil, try session(fixture), "Accept: text/html"))
        #expect(response.status == 401)
    }

    // MARK: - passthrough

    @Test func `a request goes on without identity when nothing good is there`() throws {
        let fixture = try GuardFixture { $0.mode = .passthrough }
        for field in [
            "X-Nothing: 1", "Authorization: Bearer junk", "Authorization: Bearer a b",
            "Authorization: Bearer \(try fixture.token { $0.claims["exp"] = 1 })",
            "Authorization: Bearer \(try fixture.token { $0.claims["aud"] = "https://other.test" })",
        ] {
            let request = try fixture.forwarded(
                GuardFixture.request("GET", "/", token: nil, field, "X-Auth-User-Id: forged"))
            #expect(!request.fields.contains { $0.name.lowercased().hasPrefix("x-auth-") })
            #expect(request["Authorization"] == nil)
        }
    }

    @Test func `a good token brings its identity along`() throws {
        let fixture = try GuardFixture { $0.mode = .passthrough }
        let request = try fixture.forwarded(GuardFixture.request(token: fixture.token()))
        #expect(request["X-Auth-User-Id"] == "local:alice")
        #expect(request["Authorization"] == nil)
    }

    @Test func `credentials of another scheme are the upstream's`() throws {
        let fixture = try GuardFixture { $0.mode = .passthrough }
        let request = try fixture.forwarded(
            GuardFixture.request("GET", "/", token: nil, "Authorization: Basic YTpi"))
        #expect(request["Authorization"] == "Basic YTpi")
    }
}
