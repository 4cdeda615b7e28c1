import Egress
import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct MetadataDocumentClientsTests {
    private let form = MetadataDocumentURL(allowsLoopback: false)

    @Test(arguments: [
        "http://a.test/c", "https://a.test", "https://a.test?x", "https://a.test/#x", "https://u@a.test/c",
        "https://a.test/./c", "https://a.test/../c", "https://a.test/%2e/c", "https://a.test/%2E%2e/c",
        "https://a.test/.%2e/c", "https://a.test/c/..", "https:///c", "https://a.test:0/c", "https://a.test:99999/c",
        "https://a test/c", "https://bücher.test/c", "https://a.test\\@evil/c", "https://a.test/c\r\nx",
        "HTTPS://a.test/c", "ftp://a.test/c", "https://*.a.test/c", "https://①②⑦.⓪.⓪.①/c",
        "https://a.test/" + String(repeating: "x", count: 2_048),
    ])
    func `an address of another form names no document`(id: String) { #expect(form.refusal(id) != nil) }

    @Test(arguments: [
        "https://claude.ai/oauth/mcp-oauth-client-metadata", "https://vscode.dev/oauth/client-metadata.json",
        "https://chatgpt.com/oauth/codex/client.json", "https://a.test:8443/c", "https://a.test/",
        "https://a.test/c?v=1",
        "https://a.test/.well-known/c",
    ])
    func `the addresses of clients in use name documents`(id: String) { #expect(form.refusal(id) == nil) }

    @Test func `plain HTTP on loopback is for development only`() {
        #expect(!form.isAddress("http://127.0.0.1:1/c"))
        let development = MetadataDocumentURL(allowsLoopback: true)
        #expect(development.refusal("http://127.0.0.1:1/c") == nil)
        #expect(development.refusal("http://a.test/c") != nil)
    }

    private let document =
        #""client_name":"Claude Code","redirect_uris":["http://localhost/callback","http://127.0.0.1/callback"]"#

    /// What the directory makes of a document whose members besides `client_id` are these.
    private func client(
        _ members: String, id: (String) -> String = { $0 }
    ) async throws -> Result<OAuthClient?, OAuthError> {
        let text = Self.answer
        let server = try LoopbackServer { request in
            text("http://\(request.field("host") ?? "")\(request.target)", members)
        }
        let documents = PublicDocuments(try ServerFixture().environment, intermediary: .none)
        let clients = MetadataDocumentClients(documents, allowsLoopback: true)
        do throws(OAuthError) {
            return .success(try await clients.client(id(server.url("/client.json"))))
        } catch { return .failure(error) }
    }

    private static func answer(_ id: String, _ members: String) -> LoopbackServer.Answer {
        .document(members.contains("client_id") ? "{\(members)}" : #"{"client_id":"\#(id)",\#(members)}"#)
    }

    @Test func `a client comes of its document`() async throws {
        let client = try #require(try await client(document).get())
        #expect(client.source == .metadataDocument)
        #expect(client.name == "Claude Code")
        #expect(client.authenticationMethods == [.none])
        #expect(client.grantTypes == [.authorizationCode, .refreshToken])
        #expect(client.accepts(redirectURI: "http://localhost:3118/callback"))
        #expect(client.accepts(redirectURI: "http://127.0.0.1:50000/callback"))
        // As one client in use does it, whose document lists another path.
        #expect(!client.accepts(redirectURI: "http://127.0.0.1:19876/mcp/oauth/callback"))
        #expect(client.issuedAt == nil)
    }

    @Test func `the methods of a list are negotiated`() async throws {
        let client = try #require(
            try await client(
                document
                    + #","token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_methods_supported":["none","private_key_jwt"],"jwks_uri":"https://chatgpt.com/oauth/jwks.json""#
            ).get())
        #expect(client.authenticationMethods == [.privateKeyJWT, .none])
        #expect(client.keySetURI == "https://chatgpt.com/oauth/jwks.json")
        #expect(!client.isConfidential)
    }

    @Test(arguments: [
        (#""client_id":"https://other.test/c","client_name":"x","redirect_uris":["https://a.test/cb"]"#, "address"),
        (#""client_name":"x""#, "redirect_uris"), (#""redirect_uris":["https://a.test/cb"]"#, "client_name"),
        (#""client_name":"x","redirect_uris":["javascript:x"]"#, "redirect URI"),
        (#""client_name":"x","redirect_uris":["https://a.test/cb"],"client_secret":"s""#, "secret"),
        (#""client_name":"x","redirect_uris":["https://a.test/cb"],"client_secret_expires_at":0"#, "secret"),
        (
            #""client_name":"x","redirect_uris":["https://a.test/cb"],"token_endpoint_auth_method":"client_secret_basic""#,
            "token_endpoint_auth_method"
        ),
        (
            #""client_name":"x","redirect_uris":["https://a.test/cb"],"jwks":{"keys":[{"kty":"OKP","d":"x"}]}"#,
            "private"
        ),
    ])
    func `a document that cannot be used is refused with the reason`(members: String, reason: String) async throws {
        let result = try await client(members)
        let error = #expect(throws: OAuthError.self) { try result.get() }
        #expect(error?.code == .invalidClient)
        #expect(error?.detail.contains(reason) == true)
    }

    @Test func `identifiers that are no addresses are left to others`() async throws {
        #expect(try await client(document, id: { _ in "c_abc" }).get() == nil)
    }

    @Test func `operators trust and disable clients by their addresses`() async throws {
        let fixture = try ServerFixture()
        let server = try LoopbackServer { [document] request in
            Self.answer("http://\(request.field("host") ?? "")/c", document)
        }
        let clients = ClientsByIdentifier(
            fixture.environment, registered: RegisteredClients(fixture.environment),
            documents: MetadataDocumentClients(
                PublicDocuments(fixture.environment, intermediary: .none), allowsLoopback: true))
        let id = server.url("/c")
        #expect(try await clients.client(id)?.isTrusted == false)
        var record = ClientRecord(id: id, isTrusted: true, createdAt: 0, updatedAt: 0)
        fixture.configuration.put(.client(record))
        #expect(try await clients.client(id)?.isTrusted == true)
        record.isDisabled = true
        fixture.configuration.put(.client(record))
        #expect(try await clients.client(id) == nil)
        #expect(try await clients.client("") == nil)
    }
}
