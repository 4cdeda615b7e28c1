import ProxyModel
import Testing

@testable import OAuthServer

struct ClientMetadataTests {
    private func negotiate(
        _ text: String, _ origin: ClientMetadata.Origin = .anonymous
    ) throws -> ClientMetadata {
        try ClientMetadata(negotiating: JSONValue(parsing: Array(text.utf8)), origin: origin)
    }

    /// Metadata with one redirect URI and these members besides.
    private func negotiate(members: String, _ origin: ClientMetadata.Origin = .anonymous) throws -> ClientMetadata {
        try negotiate(#"{"redirect_uris":["https://a.test/cb"],\#(members)}"#, origin)
    }

    @Test func `what is left out gets the defaults that clients need`() throws {
        let metadata = try negotiate(#"{"redirect_uris":["https://a.test/cb"]}"#)
        #expect(metadata.grantTypes == [.authorizationCode, .refreshToken])
        #expect(metadata.authenticationMethods == [.basic])
        #expect(metadata.name == nil)
        let document = try negotiate(#"{"redirect_uris":["https://a.test/cb"]}"#, .document)
        #expect(document.authenticationMethods == [.none])
    }

    @Test func `null members count as absent and none is given back`() throws {
        let metadata = try negotiate(
            members: #""client_uri":null,"logo_uri":null,"software_id":null,"jwks":null,"scope":null,"contacts":null"#)
        #expect(!metadata.json.members.contains { $0.value == .null })
        #expect(metadata.json["client_uri"] == nil)
    }

    @Test(arguments: [
        (#"["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"]"#, 3),
        (#"["authorization_code","urn:ietf:params:oauth:grant-type:jwt-bearer","implicit","password"]"#, 2),
        (#"["authorization_code","client_credentials"]"#, 1),
        ("null", 2), ("[]", 2),
    ])
    func `grant types that are not offered are left out`(list: String, count: Int) throws {
        let metadata = try negotiate(members: #""grant_types":\#(list)"#)
        #expect(metadata.grantTypes.count == count)
        #expect(metadata.grantTypes.contains(.authorizationCode))
    }

    @Test func `client credentials are for confidential clients that operators vouch for`() throws {
        let text = #"{"grant_types":["client_credentials"]}"#
        #expect(try negotiate(text, .operatorVouched).grantTypes == [.clientCredentials])
        #expect(throws: OAuthError.self) { try negotiate(text, .anonymous) }
        #expect(throws: OAuthError.self) {
            try negotiate(
                #"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}"#, .operatorVouched)
        }
    }

    @Test(arguments: [
        (#""token_endpoint_auth_method":"none""#, ["none"]),
        (#""token_endpoint_auth_method":"client_secret_post""#, ["client_secret_post"]),
        (#""token_endpoint_auth_methods_supported":["tls_client_auth","none"]"#, ["none"]),
        (
            #""token_endpoint_auth_method":"client_secret_jwt","token_endpoint_auth_methods_supported":["none"]"#,
            ["none"]
        ),
        (
            #""token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_methods_supported":["none","private_key_jwt"],"jwks_uri":"https://a.test/k""#,
            ["private_key_jwt", "none"]
        ),
        // Without keys the assertion could never be verified.
        (
            #""token_endpoint_auth_methods_supported":["private_key_jwt","none"]"#, ["none"]
        ),
    ])
    func `a method in common is chosen`(members: String, methods: [String]) throws {
        #expect(try negotiate(members: members).authenticationMethods.map(\.rawValue) == methods)
    }

    @Test(arguments: [
        (#"[]"#, "invalid_client_metadata"), (#"null"#, "invalid_client_metadata"),
        (#"{}"#, "invalid_redirect_uri"), (#"{"redirect_uris":[]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris":null}"#, "invalid_redirect_uri"), (#"{"redirect_uris":"x"}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris":[1]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris":["javascript:alert(1)"]}"#, "invalid_redirect_uri"),
        (#"{"redirect_uris":["https://a.test/cb","http://a.test/cb"]}"#, "invalid_redirect_uri"),
        (
            #"{"redirect_uris":["https://a/1","https://a/2","https://a/3","https://a/4","https://a/5","https://a/6","https://a/7","https://a/8","https://a/9","https://a/10","https://a/11"]}"#,
            "invalid_redirect_uri"
        ),
        (
            #"{"redirect_uris":["https://a.test/cb"],"token_endpoint_auth_method":"client_secret_jwt"}"#,
            "invalid_client_metadata"
        ),
        (#"{"redirect_uris":["https://a.test/cb"],"grant_types":["implicit"]}"#, "invalid_client_metadata"),
        (#"{"redirect_uris":["https://a.test/cb"],"grant_types":["refresh_token"]}"#, "invalid_client_metadata"),
        (#"{"redirect_uris":["https://a.test/cb"],"grant_types":"x"}"#, "invalid_redirect_uri"),
        (
            #"{"redirect_uris":["https://a.test/cb"],"response_types":["token"],"grant_types":["authorization_code"]}"#,
            "invalid_client_metadata"
        ),
        (
            #"{"redirect_uris":["https://a.test/cb"],"jwks":{"keys":[{"kty":"EC"}]},"jwks_uri":"https://a.test/k"}"#,
            "invalid_client_metadata"
        ),
        (#"{"redirect_uris":["https://a.test/cb"],"jwks":{"keys":[{"kty":"EC","d":"x"}]}}"#, "invalid_client_metadata"),
        (
            #"{"redirect_uris":["https://a.test/cb"],"jwks":{"keys":[{"kty":"oct","k":"x"}]}}"#,
            "invalid_client_metadata"
        ),
        (#"{"redirect_uris":["https://a.test/cb"],"jwks":{}}"#, "invalid_client_metadata"),
        (#"{"redirect_uris":["https://a.test/cb"],"jwks_uri":"http://a.test/k"}"#, "invalid_client_metadata"),
        (
            #"{"redirect_uris":["https://a.test/cb"],"token_endpoint_auth_method":"private_key_jwt"}"#,
            "invalid_client_metadata"
        ),
    ])
    func `what is unsafe or could never work is refused`(text: String, code: String) throws {
        let error = #expect(throws: OAuthError.self) { try negotiate(text) }
        let expected = text.contains(#""grant_types":"x""#) ? "invalid_client_metadata" : code
        #expect(error?.code.rawValue == expected)
        #expect(error?.detail.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C } == true)
    }

    @Test(arguments: [
        #""token_endpoint_auth_method":"client_secret_post""#, #""token_endpoint_auth_method":"client_secret_basic""#,
    ])
    func `a document that everybody can read uses no secret`(members: String) {
        #expect(throws: OAuthError.self) { try negotiate(members: members, .document) }
    }

    @Test(arguments: [
        ("Claude Code (my server)", "Claude Code (my server)"), ("  a \\n b  ", "a b"), ("Ünïcode 名", "Ünïcode 名"),
        ("\\u202Egpj.exe", "gpj.exe"), ("a\\u0000b\\u200B", "ab"), ("<img src=x>", "<img src=x>"),
    ])
    func `names are cleaned of what misleads`(name: String, shown: String) throws {
        #expect(try negotiate(members: #""client_name":"\#(name)""#).name == shown)
    }

    @Test func `long names are cut and broken links are dropped`() throws {
        let name = String(repeating: "x", count: 500)
        let metadata = try negotiate(
            members: """
                "client_name":"\(name)","logo_uri":"javascript:alert(1)","client_uri":"https://a.test","tos_uri":"data:x",
                "policy_uri":7,"contacts":["a@b.test",1],"application_type":"native","software_version":"1.0","x":{"y":1}
                """)
        #expect(metadata.name?.count == 100)
        #expect(
            metadata.descriptive == [
                "client_uri": "https://a.test", "software_version": "1.0", "application_type": "native",
                "contacts": ["a@b.test"],
            ])
        #expect(metadata.json["x"] == nil)
    }

    @Test func `more scopes than any client needs are not kept`() throws {
        let many = (0..<8_000).map { "s\($0)" }.joined(separator: " ")
        #expect(try negotiate(members: "\"scope\":\"\(many)\"").scopes == (0..<100).map { "s\($0)" })
    }

    @Test func `well-formed scopes are kept and limit only clients of operators`() throws {
        let metadata = try negotiate(members: #""scope":"mcp:read a\"b mcp:read x""#)
        #expect(metadata.scopes == ["mcp:read", "x"])
        #expect(metadata.client(id: "c", source: .registration).scopes == nil)
        #expect(metadata.client(id: "c", source: .configuration).scopes == ["mcp:read", "x"])
    }

    @Test(arguments: [
        // Claude, Claude Code, VS Code, Cursor, ChatGPT, the official SDK.
        #"{"client_name":"Claude","redirect_uris":["https://claude.ai/api/mcp/auth_callback"],"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"client_secret_post","scope":"mcp:read mcp:write offline_access"}"#,
        #"{"client_name":"Claude Code (proxyd)","redirect_uris":["http://localhost:3118/callback"],"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"none"}"#,
        #"{"client_name":"Visual Studio Code","client_uri":"https://code.visualstudio.com","grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"response_types":["code"],"redirect_uris":["https://insiders.vscode.dev/redirect","https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"],"token_endpoint_auth_method":"none","application_type":"native"}"#,
        #"{"client_name":"Cursor","redirect_uris":["http://localhost:8787/callback","https://www.cursor.com/agents/mcp/oauth/callback","cursor://anysphere.cursor-mcp/oauth/callback"],"token_endpoint_auth_method":"none"}"#,
        #"{"client_name":"ChatGPT","redirect_uris":["https://chatgpt.com/connector_platform_oauth_redirect"],"token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_methods_supported":["none","private_key_jwt"],"jwks_uri":"https://chatgpt.com/oauth/jwks.json"}"#,
        #"{"client_name":"t","redirect_uris":["http://127.0.0.1:9/cb"],"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"none","scope":null,"application_type":"native"}"#,
    ])
    func `the registrations of clients in use survive being kept`(text: String) throws {
        let metadata = try negotiate(text)
        #expect(ClientMetadata(compact: metadata.compact) == metadata)
        let stored = JSONValue.object(metadata.json)
        #expect(try ClientMetadata(negotiating: stored, origin: .anonymous) == metadata)
    }

    @Test(arguments: [
        #"{"r":[],"a":[],"g":[0]}"#, #"{"r":[],"a":[9],"g":[0]}"#, #"{"r":[],"a":[-1],"g":[0]}"#, #"{"a":[0]}"#, "[]",
    ])
    func `what is no kept metadata is not taken for it`(text: String) throws {
        #expect(ClientMetadata(compact: try JSONValue(parsing: Array(text.utf8))) == nil)
    }
}
