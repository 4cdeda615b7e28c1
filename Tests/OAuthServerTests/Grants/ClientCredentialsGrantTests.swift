import ProxyModel
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct ClientCredentialsGrantTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    private func form(
        _ client: String = "machine", _ more: [(name: String, value: String)] = []
    ) -> [(name: String, value: String)] {
        [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", "s3cret")] + more
    }

    @Test func `a client acts for itself`() async throws {
        let tokens = try await fixture.accepted(form())
        #expect(tokens["refresh_token"] == nil)
        let claims = try fixture.claims(tokens)
        #expect(claims.subject == "machine")
        #expect(claims["client_id"] == "machine")
        #expect(claims["username"] == nil)
        #expect(claims["auth_time"] == nil)
        #expect(claims.audience == [TokenFixture.first])
    }

    @Test func `the resource can be named`() async throws {
        let tokens = try await fixture.accepted(form("machine", [("resource", "HTTPS://B.example.com/mcp/")]))
        #expect(try fixture.claims(tokens).audience == [TokenFixture.second])
        #expect(
            try await fixture.refused(form("machine", [("resource", "https://evil.test/")])) == "400 invalid_target")
    }

    @Test func `who registered itself cannot let itself in`() async throws {
        #expect(try await fixture.refused(form("secret")) == "400 unauthorized_client")
        #expect(
            try await fixture.refused([("grant_type", "client_credentials"), ("client_id", "public")])
                == "400 unauthorized_client")
    }

    @Test func `a wrong secret is refused`() async throws {
        var wrong = form()
        wrong[2].value = "wrong"
        #expect(try await fixture.refused(wrong) == "401 invalid_client")
        #expect(try await fixture.refused(Array(form().prefix(2))) == "401 invalid_client")
        #expect(try await fixture.refused(form("nobody")) == "401 invalid_client")
    }

    @Test func `scopes stay within what the operator allowed`() async throws {
        try fixture.server.guardHost("c.example.com") { proxy in
            var resource = ProxyResourceConfig()
            resource.scopes = ["mcp:read", "mcp:write"]
            proxy.resource = Boxed(resource)
        }
        let resource = [("resource", "https://c.example.com/mcp")] as [(name: String, value: String)]
        #expect(try await fixture.accepted(form("machine", resource))["scope"] == "mcp:read")
        #expect(
            try await fixture.accepted(form("machine", resource + [("scope", "mcp:write mcp:read")]))["scope"]
                == "mcp:read")
        #expect(
            try await fixture.refused(form("machine", resource + [("scope", "mcp:write")])) == "400 invalid_scope")
        #expect(try await fixture.refused(form("machine", resource + [("scope", "a\"b")])) == "400 invalid_scope")
    }

    @Test func `revoking the client ends its tokens`() async throws {
        let tokens = try await fixture.accepted(form())
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue)["active"] == true)
        try await fixture.service.registry.revoke(client: "machine")
        #expect(try await fixture.introspected(tokens["access_token"]?.stringValue) == TokenIntrospection.inactive)
        fixture.server.clock.advance(seconds: 1)
        let later = try await fixture.accepted(form())
        #expect(try await fixture.introspected(later["access_token"]?.stringValue)["active"] == true)
    }
}
