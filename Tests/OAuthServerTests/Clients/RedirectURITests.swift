import Testing

@testable import OAuthServer

struct RedirectURITests {
    private static let registered = ["https://a.test/cb", "http://127.0.0.1/cb"]

    @Test(arguments: [
        "https://a.test/cb/", "https://a.test/cb?x=1", "https://a.test/cb#", "https://a.test/CB", "HTTPS://a.test/cb",
        "https://a.test:443/cb", "https://a.test/%63b", "https://a.test/x/../cb", "https://a.test.evil/cb",
        "https://a.test@evil/cb", "https://evil\\@a.test/cb", "https://a.test%2eevil/cb",
        "https://a.test/cb%0d%0aX:y", "https://a.test/cb\r\nX: y", "https://a.test", "https://A.test/cb", "//a.test/cb",
        "http://a.test/cb", "http://127.0.0.1.evil/cb", "http://127.0.0.2/cb", "http://127.1/cb",
        "http://2130706433/cb", "http://0x7f.1/cb", "http://[::ffff:127.0.0.1]/cb", "http://localhost/cb",
        "http://[::1]/cb", "https://127.0.0.1/cb", "http://u@127.0.0.1/cb", "http://127.0.0.1@evil/cb",
        "http://127.0.0.1:99999/cb", "http://127.0.0.1:0/cb", "http://127.0.0.1:/cb", "http://127.0.0.1:080/cb",
        "http://127.0.0.1:8a/cb", "http://127.0.0.1:+80/cb", "http://127.0.0.1:80:81/cb", "http://127.0.0.1:51004/cb/",
        "http://127.0.0.1:51004/cb?x=1", "http://127.0.0.1:51004/cb#x", "http://127.0.0.1:51004/", "http://127.0.0.1",
        "HTTP://127.0.0.1:51004/cb", "http://127.0.0.1:51004/%63b", "http://127.0.0.1\\.evil/cb", "", "cb", "/cb",
    ])
    func `an address that was not registered is none of the client's`(uri: String) {
        #expect(!OAuthClient(id: "c", source: .registration, redirectURIs: Self.registered).accepts(redirectURI: uri))
    }

    @Test(arguments: [
        ("https://a.test/cb", "https://a.test/cb"),
        ("http://127.0.0.1:51004/cb", "http://127.0.0.1/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1/cb"),
        ("http://127.0.0.1:65535/cb", "http://127.0.0.1:33418/cb"),
        ("http://127.0.0.1/", "http://127.0.0.1:33418/"),
        ("http://localhost:3118/callback", "http://localhost/callback"),
        ("http://[::1]:3118/callback", "http://[::1]/callback"),
        ("http://127.0.0.1:9/cb?a=b", "http://127.0.0.1/cb?a=b"),
        ("cursor://anysphere.cursor-mcp/oauth/callback", "cursor://anysphere.cursor-mcp/oauth/callback"),
        ("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob"),
    ])
    func `an address is the registered one but for the port on loopback`(requested: String, registered: String) {
        #expect(RedirectURI.matches(requested, registered: registered))
    }

    @Test(arguments: [
        ("cursor://anysphere.cursor-mcp/oauth/callback2", "cursor://anysphere.cursor-mcp/oauth/callback"),
        ("http://127.0.0.1:1234", "http://127.0.0.1/"),
        ("http://localhost:1/cb", "http://127.0.0.1:1/cb"),
        // Letters that Unicode holds for the same.
        ("https://a.test/caf\u{E9}", "https://a.test/cafe\u{301}"),
    ])
    func `nothing else is taken for the same`(requested: String, registered: String) {
        #expect(!RedirectURI.matches(requested, registered: registered))
    }

    @Test(arguments: [
        "", "/cb", "cb", "//a.test/cb", "https://", "https:///cb", "https:a.test/cb", "https://u@a.test/cb",
        "https://u:p@a.test/cb", "https://a.test/cb#", "https://a.test/cb#x", "http://a.test/cb",
        "http://localhost.evil/cb", "http://127.0.0.2/cb", "http://2130706433/cb", "http://u@127.0.0.1/cb",
        "javascript:alert(1)", "JavaScript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)",
        "\tjavascript:alert(1)", "java\nscript:alert(1)", "java\u{0}script:alert(1)", "data:text/html,x", "Data:x",
        "vbscript:x", "file:///etc/passwd", "blob:https://a.test/1", "about:blank", "mailto:a@b.test", "intent://x",
        "view-source:https://a.test", "ws://a.test/", "https://*.a.test/cb", "https://a.test/*", "https://*/cb",
        "https://bücher.test/cb", "https://a.test/c b", "https://a.test/c\r\nb", "https://a.test/\\evil",
        "https://a..test/cb", "https://.test/cb", "https://a.test:0/cb", "https://a.test:65536/cb",
        "https://a.test:x/cb", "https://a%2etest/cb", "https://[::1/cb", "https://a.test/\u{202E}cb",
        "https://a.test/<",
        "urn:ietf:wg:oauth:2.0:oob:auto", "urn:x", "custom:", "1x://cb", "Custom://cb",
        "https://a.test/" + String(repeating: "a", count: 2_048),
    ])
    func `an unsafe address cannot be registered`(uri: String) { #expect(RedirectURI.refusal(uri) != nil) }

    @Test(arguments: [
        "https://claude.ai/api/mcp/auth_callback", "https://vscode.dev/redirect", "https://a.test",
        "https://a.test:8443/cb",
        "https://xn--bcher-kva.test/cb", "https://a.test/cb?x=%20", "https://[2001:db8::1]/cb", "http://127.0.0.1/",
        "http://127.0.0.1:33418/", "http://localhost:8787/callback", "http://[::1]:1/cb", "http://localhost",
        "cursor://anysphere.cursor-mcp/oauth/callback", "com.example.app:/oauth", "vscode://ms.vscode/cb",
        "urn:ietf:wg:oauth:2.0:oob",
    ])
    func `the addresses of clients in use can be registered`(uri: String) { #expect(RedirectURI.refusal(uri) == nil) }
}
