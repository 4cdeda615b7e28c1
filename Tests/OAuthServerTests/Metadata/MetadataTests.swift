import ProxyModel
import Testing

@testable import OAuthServer

struct MetadataTests {
    private let fixture: ServerFixture
    private let site: OAuthSite

    init() throws {
        fixture = try ServerFixture()
        try fixture.guardHost("mcp.example.com")
        site = OAuthSite(
            fixture.environment,
            metadata: ServerMetadata(
                grantTypes: [.refreshToken, .authorizationCode, .clientCredentials, .deviceCode],
                registrationIsOpen: true),
            endpoints: [:])
    }

    private func get(
        _ target: String, host: String = "auth.example.com", method: String = "GET"
    ) async -> (status: Int, bytes: [UInt8], headers: [(name: String, value: String)]) {
        let response = await site.respond(to: fixture.request(method, target, host: host))
        guard case .bytes(let bytes) = response.body else { return (0, [], []) }
        return (response.status, bytes, response.headers)
    }

    private func json(_ target: String, host: String = "auth.example.com") async throws -> JSONValue {
        let answer = await get(target, host: host)
        #expect(answer.status == 200)
        return try JSONValue(parsing: answer.bytes)
    }

    private static let server = "/.well-known/oauth-authorization-server"
    private static let resource = "/.well-known/oauth-protected-resource"

    @Test func `the server tells what clients look for`() async throws {
        let document = try await json(Self.server)
        #expect(document["issuer"] == "https://auth.example.com")
        for (name, path) in [
            ("authorization_endpoint", "/authorize"), ("token_endpoint", "/token"),
            ("registration_endpoint", "/register"), ("revocation_endpoint", "/revoke"),
            ("introspection_endpoint", "/introspect"), ("jwks_uri", "/jwks"),
            ("device_authorization_endpoint", "/device_authorization"),
        ] {
            #expect(document[name] == .string("https://auth.example.com" + path))
        }
        #expect(document["code_challenge_methods_supported"] == ["S256"])
        #expect(document["response_types_supported"] == ["code"])
        #expect(document["authorization_response_iss_parameter_supported"] == true)
        #expect(document["client_id_metadata_document_supported"] == true)
        #expect(
            document["token_endpoint_auth_methods_supported"]
                == ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"])
        #expect(document["scopes_supported"] == ["mcp:read", "mcp:write", "offline_access"])
        #expect(
            document["grant_types_supported"]
                == [
                    "authorization_code", "refresh_token", "client_credentials",
                    "urn:ietf:params:oauth:grant-type:device_code",
                ])
        #expect(document["authorization_grant_profiles_supported"] == nil)
    }

    @Test func `assertions of an organisation are announced when one is trusted`() async throws {
        let site = OAuthSite(
            fixture.environment, metadata: ServerMetadata(grantTypes: [.jwtBearer], registrationIsOpen: true),
            endpoints: [:])
        func isAnnounced() async throws -> Bool {
            let response = await site.respond(to: fixture.request("GET", Self.server))
            guard case .bytes(let bytes) = response.body else { return false }
            let document = try JSONValue(parsing: bytes)
            let isProfile = document["authorization_grant_profiles_supported"] != nil
            #expect((document["grant_types_supported"]?.arrayValue?.isEmpty == false) == isProfile)
            return isProfile
        }
        var provider = IdentityProvider(
            name: "work", kind: .oidc, label: "", issuer: "https://id.test", clientID: "x", createdAt: 0, updatedAt: 0)
        #expect(try await !isAnnounced())
        fixture.configuration.put(.identityProvider(provider))
        #expect(try await isAnnounced())
        provider.isDisabled = true
        fixture.configuration.put(.identityProvider(provider))
        #expect(try await !isAnnounced())
    }

    @Test(arguments: ["/", "/mcp", "/a/b", "?x=1", "/mcp/"])
    func `the document is the same at every form of its path`(suffix: String) async {
        let plain = await get(Self.server)
        let other = await get(Self.server + suffix)
        #expect(other.status == 200)
        #expect(other.bytes == plain.bytes)
    }

    @Test(arguments: [
        "/.well-known/openid-configuration", "/.well-known/openid-configuration/mcp",
        "/mcp/.well-known/openid-configuration", "/.well-known/oauth-authorization-serverx", "/.well-known/other",
    ])
    func `there is no document for OpenID Connect`(path: String) async {
        for host in ["auth.example.com", "mcp.example.com"] {
            let answer = await get(path, host: host)
            #expect(answer.status == 404)
            #expect((try? JSONValue(parsing: answer.bytes))?["error"] != nil)
        }
    }

    @Test func `clients of the first revision find the server at the guarded host`() async throws {
        let document = try await json(Self.server, host: "mcp.example.com")
        #expect(document["issuer"] == "https://auth.example.com")
        #expect(document["token_endpoint"] == "https://auth.example.com/token")
    }

    @Test func `the issuer is never taken from the request`() async throws {
        let document = try await json(Self.server, host: "AUTH.example.com:443")
        #expect(document["issuer"] == "https://auth.example.com")
        #expect(await get(Self.server, host: "evil.test").status == 404)
    }

    @Test func `a closed registration is not announced`() {
        let document = ServerMetadata(grantTypes: [.jwtBearer], registrationIsOpen: false)
            .document(issuer: "https://i", scopes: [], overrides: nil)
        #expect(document["registration_endpoint"] == nil)
        #expect(document["authorization_grant_profiles_supported"] == ["urn:ietf:params:oauth:grant-profile:id-jag"])
        #expect(document["device_authorization_endpoint"] == nil)
    }

    @Test func `a proxy narrows what is announced but makes nothing up`() async throws {
        var overrides = ProxyOAuthServerConfig()
        overrides.issuer = "https://public.example.com/"
        overrides.scopes = ["a"]
        overrides.grantTypes = ["authorization_code", "implicit"]
        overrides.responseTypes = ["token"]
        overrides.tokenAuthMethods = ["none", "tls_client_auth"]
        overrides.claims = ["sub"]
        overrides.pkceRequired = true
        overrides.customMetadata = #"{"x":1,"token_endpoint":"https://t.test/"}"#
        let metadata = ServerMetadata(grantTypes: [.authorizationCode, .refreshToken], registrationIsOpen: true)
        let added = metadata.document(issuer: "https://i", scopes: ["s"], overrides: overrides)
        #expect(added["issuer"] == "https://i")
        #expect(added["scopes_supported"] == ["s", "a", "offline_access"])
        #expect(added["grant_types_supported"] == ["authorization_code"])
        #expect(added["response_types_supported"] == ["code"])
        #expect(added["token_endpoint_auth_methods_supported"] == ["none"])
        #expect(added["claims_supported"] == ["sub"])
        #expect(added["code_challenge_methods_required"] == true)
        #expect(added["x"] == 1)
        #expect(added["token_endpoint"] == "https://i/token")
        overrides.overrideDefaults = true
        let replaced = metadata.document(issuer: "https://i", scopes: ["s"], overrides: overrides)
        #expect(replaced["issuer"] == "https://public.example.com")
        #expect(replaced["authorization_endpoint"] == "https://public.example.com/authorize")
        #expect(replaced["scopes_supported"] == ["a", "offline_access"])
        #expect(replaced["token_endpoint"] == "https://t.test/")
    }

    @Test func `overrides count on the host that has them and follow the configuration`() async throws {
        #expect(try await json(Self.server, host: "mcp.example.com")["x"] == nil)
        try fixture.guardHost("mcp.example.com") { proxy in
            var overrides = ProxyOAuthServerConfig()
            overrides.customMetadata = #"{"x":1}"#
            proxy.oauthServer = Boxed(overrides)
        }
        #expect(try await json(Self.server, host: "mcp.example.com")["x"] == 1)
        #expect(try await json(Self.server)["x"] == nil)
    }

    @Test(arguments: [
        ("", "https://mcp.example.com/mcp"), ("/", "https://mcp.example.com/mcp"),
        ("/mcp", "https://mcp.example.com/mcp"),
        ("/mcp/", "https://mcp.example.com/mcp/"), ("/mcp?x=1", "https://mcp.example.com/mcp"),
    ])
    func `a guarded host describes its resource as the client types it`(suffix: String, uri: String) async throws {
        let document = try await json(Self.resource + suffix, host: "mcp.example.com")
        #expect(document["resource"] == .string(uri))
        #expect(document["authorization_servers"] == ["https://auth.example.com"])
        #expect(document["scopes_supported"] == ["mcp:read", "mcp:write"])
        #expect(document["bearer_methods_supported"] == ["header"])
        #expect(document["resource_documentation"] == nil)
        #expect(document["mcp_versions_supported"] == ["2025-06-18"])
    }

    @Test(arguments: ["/other", "/mcp/x", "/MCP", "//mcp", "/mcp//", "x"])
    func `a path that is no resource has no document`(suffix: String) async {
        #expect(await get(Self.resource + suffix, host: "mcp.example.com").status == 404)
    }

    @Test func `a host that is a resource as a whole describes each path`() async throws {
        try fixture.guardHost("whole.example.com", endpoint: nil)
        for (suffix, uri) in [("", ""), ("/mcp", "/mcp"), ("/a/b/", "/a/b/")] {
            let document = try await json(Self.resource + suffix, host: "whole.example.com")
            #expect(document["resource"] == .string("https://whole.example.com" + uri))
            #expect(document["scopes_supported"] == nil)
        }
        #expect(await get(Self.resource + "/a\"b", host: "whole.example.com").status == 404)
        #expect(await get(Self.resource + "//evil.test", host: "whole.example.com").status == 404)
    }

    @Test func `every field of the configuration is honoured`() async throws {
        try fixture.guardHost("full.example.com", endpoint: "/api/mcp") { proxy in
            guard var resource = proxy.resource?.value else { return }
            resource.scopes = ["x"]
            resource.stateful = true
            resource.versions = ["2025-11-25", "2026-07-28"]
            resource.serverInfo = #"{"name":"N","version":"1","resource":"https://evil.test"}"#
            resource.bearerMethods = ["header", "query"]
            resource.documentationSuffix = "/manual"
            resource.customMetadata = #"{"resource_name":"My tools","resource":"https://evil.test","y":[1]}"#
            proxy.resource = Boxed(resource)
        }
        #expect(
            try await json(Self.resource + "/api/mcp", host: "full.example.com") == [
                "resource": "https://full.example.com/api/mcp", "authorization_servers": ["https://auth.example.com"],
                "scopes_supported": ["x"], "bearer_methods_supported": ["header", "query"],
                "resource_name": "My tools",
                "resource_documentation": "https://full.example.com/api/mcp/manual",
                "mcp_versions_supported": ["2025-11-25", "2026-07-28"], "mcp_stateful": true, "name": "N",
                "version": "1", "y": [1],
            ])
    }

    @Test func `the host of the server alone is no resource`() async {
        #expect(await get(Self.resource).status == 404)
        #expect(await get(Self.resource + "/mcp").status == 404)
    }

    @Test(arguments: ["GET", "HEAD"])
    func `documents may be read from every origin and be kept for a while`(method: String) async {
        for (path, host) in [(Self.server, "auth.example.com"), (Self.resource + "/mcp", "mcp.example.com")] {
            let answer = await get(path, host: host, method: method)
            let fields = Dictionary(answer.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
            #expect(answer.status == 200)
            #expect(fields["access-control-allow-origin"] == "*")
            #expect(fields["access-control-allow-credentials"] == nil)
            #expect(fields["content-type"] == "application/json")
            #expect(fields["cache-control"]?.contains("max-age") == true)
        }
    }
}
