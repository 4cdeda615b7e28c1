import ProxyModel
import Testing

@testable import ProxyCore

/// What clients without a token that is good here are told (RFC 6750 §3, RFC 9728 §5.1).
@Suite struct ChallengeTests {
    private static let challenge =
        "Bearer resource_metadata=\"http://app.test/.well-known/oauth-protected-resource/mcp\", "
        + "scope=\"mcp:read mcp:write\""

    @Test(arguments: ["GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "REPORT"])
    func `a request without a token gets one challenge and no error`(_ method: String) throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(GuardFixture.request(method))
        let response = try fixture.fixture.response(client, to: method)
        #expect(response.status == 401)
        #expect(response.all("WWW-Authenticate") == [Self.challenge])
        #expect(response["Content-Type"] == "application/json")
        #expect(response["Cache-Control"] == "no-store")
        #expect(response["Access-Control-Allow-Origin"] == "*")
        #expect(response["Access-Control-Allow-Credentials"] == nil)
        #expect(
            response["Access-Control-Expose-Headers"] == "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version")
        #expect(fixture.fixture.backendCount == 0)
        if method != "HEAD" {
            let body = try JSONValue(parsing: response.body)
            #expect(body["error"]?.stringValue == "invalid_token")
        }
    }

    @Test func `the challenge names the host and port that the client used`() throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused("GET /x HTTP/1.1\r\nHost: APP.test:8443\r\n\r\n")
        #expect(
            response["WWW-Authenticate"]?.hasPrefix(
                "Bearer resource_metadata=\"http://app.test:8443/.well-known/oauth-protected-resource/mcp\"") == true)
    }

    @Test func `a host without an endpoint has its metadata at the root`() throws {
        let fixture = try GuardFixture(isResource: false)
        let response = try fixture.refused(GuardFixture.request())
        #expect(
            response.all("WWW-Authenticate")
                == ["Bearer resource_metadata=\"http://app.test/.well-known/oauth-protected-resource\""])
    }

    @Test(arguments: [
        ("/mcp", "/mcp"), ("/mcp/", "/mcp/"), ("/mcp/?a=/", "/mcp/"), ("/mcp?a=/", "/mcp"), ("/mcp/x/", "/mcp"),
        ("/", "/mcp"), ("/mcpx/", "/mcp"),
    ])
    func `the challenge names the metadata of the address that was typed`(path: String, suffix: String) throws {
        let response = try GuardFixture().refused(GuardFixture.request("GET", path))
        let address = "http://app.test/.well-known/oauth-protected-resource" + suffix
        #expect(
            response["WWW-Authenticate"]?.hasPrefix("Bearer resource_metadata=\"\(address)\", scope=") == true)
    }

    @Test func `a host that is a resource as a whole has one challenge for all paths`() throws {
        for endpoint in ["", "/"] {
            let fixture = try GuardFixture(proxy: {
                var resource = ProxyResourceConfig()
                resource.endpoint = endpoint
                $0.resource = Boxed(resource)
            })
            for path in ["/", "/a/"] {
                let response = try fixture.refused(GuardFixture.request("GET", path))
                let address = "http://app.test/.well-known/oauth-protected-resource"
                #expect(response["WWW-Authenticate"]?.contains("resource_metadata=\"\(address)\"") == true)
            }
        }
    }

    @Test func `a client of MCP is answered in its own words`() throws {
        let fixture = try GuardFixture()
        for path in ["/mcp", "/mcp/"] {
            let response = try fixture.refused(
                GuardFixture.request(
                    "POST", path, "Content-Type: application/json; charset=utf-8", "Content-Length: 0"))
            let body = try JSONValue(parsing: response.body)
            #expect(body["jsonrpc"]?.stringValue == "2.0")
            #expect(body["id"] == .null)
            #expect(body["error"]?["code"]?.integerValue == -32001)
        }
        let other = try fixture.refused(
            GuardFixture.request("POST", "/other", "Content-Type: application/json", "Content-Length: 0"))
        #expect(try JSONValue(parsing: other.body)["error"]?.stringValue == "invalid_token")
    }

    @Test(arguments: [
        "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer a b", "Authorization: Bearer a,b",
        "Authorization: Bearer \"a\"", "Authorization: Bearer a\r\nAuthorization: Bearer a",
        "Authorization: Bearer a\r\nAuthorization: Basic Og==", "Authorization: Bearer a\u{e9}",
    ])
    func `an Authorization that is no single token is a bad request`(_ field: String) throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(GuardFixture.request("GET", "/mcp", token: nil, field))
        #expect(response.status == 400)
        #expect(response["WWW-Authenticate"]?.contains("error=\"invalid_request\"") == true)
    }

    @Test(arguments: ["Basic Og==", "Bearerx a", "Digest a", "Bear er", "DPoP a"])
    func `another scheme is no token`(_ value: String) throws {
        let fixture = try GuardFixture()
        let response = try fixture.refused(GuardFixture.request("GET", "/mcp", token: nil, "Authorization: \(value)"))
        #expect(response.status == 401)
        #expect(response.all("WWW-Authenticate") == [Self.challenge])
    }

    @Test(arguments: ["bearer", "BEARER", "bEaReR ", "Bearer  "])
    func `the scheme may be spelled in any case`(_ scheme: String) throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        let request = try fixture.forwarded(
            GuardFixture.request("GET", "/mcp", token: nil, "Authorization: \(scheme) \(token)"))
        #expect(request["X-Auth-User-Id"] == "local:alice")
    }

    @Test func `a token in query, form or cookie is none`() throws {
        let fixture = try GuardFixture()
        let token = try fixture.token()
        let inQuery = try fixture.refused(GuardFixture.request("GET", "/mcp?access_token=\(token)"))
        #expect(inQuery.all("WWW-Authenticate") == [Self.challenge])
        let inCookie = try fixture.refused(
            GuardFixture.request("GET", "/mcp", token: nil, "Cookie: unified_auth_token=\(token)"))
        #expect(inCookie.all("WWW-Authenticate") == [Self.challenge])
        let form = "access_token=\(token)"
        let inForm = try fixture.refused(
            GuardFixture.request(
                "POST", "/mcp", token: nil, "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: \(form.utf8.count)") + form)
        #expect(inForm.all("WWW-Authenticate") == [Self.challenge])
    }

    @Test func `a missing scope is said with all that are needed`() throws {
        let fixture = try GuardFixture { $0.allowedScopes = ["mcp:admin"] }
        let response = try fixture.refused(GuardFixture.request(token: fixture.token()))
        #expect(response.status == 403)
        let challenge = try #require(response["WWW-Authenticate"])
        #expect(challenge.contains("error=\"insufficient_scope\""))
        #expect(challenge.contains("scope=\"mcp:read mcp:write mcp:admin\""))
        #expect(challenge.contains("resource_metadata=\""))
        #expect(
            try fixture.forwarded(GuardFixture.request(token: fixture.token { $0.claims["scope"] = "mcp:admin" }))[
                "X-Auth-Scopes"] == "mcp:admin")
    }

    @Test func `somebody on no list is refused for good`() throws {
        let fixture = try GuardFixture { $0.requiredUsers = ["bob"] }
        let response = try fixture.refused(GuardFixture.request(token: fixture.token()))
        #expect(response.status == 403)
        #expect(response["WWW-Authenticate"] == nil)
        #expect(try JSONValue(parsing: response.body)["error"]?.stringValue == "access_denied")
    }

    @Test func `the global list counts where a host has none`() throws {
        let fixture = try GuardFixture(settings: { $0.guarding.allowedUsers = ["bob@example.com"] })
        #expect(try fixture.refused(GuardFixture.request(token: fixture.token())).status == 403)
        let bob = try fixture.token { $0.claims["email"] = "Bob@example.com" }
        #expect(try fixture.admits(bob))
    }

    @Test func `audiences may be allowed by name`() throws {
        let fixture = try GuardFixture { $0.allowedAudiences = ["https://api.test/v1", "my-api"] }
        for audience in ["https://API.test/v1/", "my-api", "https://app.test/mcp"] {
            #expect(try fixture.admits(fixture.token { $0.claims["aud"] = .string(audience) }))
        }
        for audience in ["https://api.test/v2", "my-apis", "My-API"] {
            #expect(try !fixture.admits(fixture.token { $0.claims["aud"] = .string(audience) }))
        }
    }

    @Test func `a refused request with content does not hold up the next`() throws {
        let fixture = try GuardFixture()
        let client = try fixture.fixture.client(
            GuardFixture.request("POST", "/mcp", token: nil, "Content-Length: 26")
                + "GET /smuggled HTTP/1.1\r\n\r\n")
        #expect(try fixture.fixture.response(client).status == 401)
        try fixture.fixture.turn { client.isEnded }
        #expect(client.received.isEmpty)
        #expect(fixture.fixture.backendCount == 0)
    }
}
