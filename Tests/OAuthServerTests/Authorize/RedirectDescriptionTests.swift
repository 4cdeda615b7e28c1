import Testing

@testable import OAuthServer

struct RedirectDescriptionTests {
    @Test(arguments: [
        ("https://a.test:8443/cb?x", RedirectDescription.Kind.site, "a.test:8443", ["https:"]),
        ("http://127.0.0.1:51004/cb", .loopback, "127.0.0.1:51004", ["https:", "http://127.0.0.1:51004"]),
        ("http://localhost/cb", .loopback, "localhost", ["https:", "http://localhost"]),
        ("http://[::1]:7/", .loopback, "[::1]:7", ["https:", "http:"]),
        ("cursor://anysphere.cursor-mcp/cb", .privateScheme, "cursor:", ["https:", "cursor:"]),
        ("com.example.app:/cb", .privateScheme, "com.example.app:", ["https:", "com.example.app:"]),
        (RedirectURI.outOfBand, .outOfBand, "", []),
    ])
    func `says where an answer goes`(
        uri: String, kind: RedirectDescription.Kind, place: String, origins: [String]
    ) {
        let description = RedirectDescription(uri)
        #expect(description.kind == kind && description.place == place && description.formOrigins == origins)
        #expect(description.isAssured == (kind == .site))
    }
}
