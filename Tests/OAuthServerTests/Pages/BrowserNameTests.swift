import Testing

@testable import OAuthServer

struct BrowserNameTests {
    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
            "Chrome on Windows"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge on Windows"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 Version/26.0 Mobile Safari/604.1",
            "Safari on iPhone"
        ),
        ("Mozilla/5.0 (X11; Linux x86_64)", "A browser on Linux"), ("curl/8.0", "curl/8.0"), ("", "A browser"),
        (String(repeating: "x", count: 200), String(repeating: "x", count: 60) + "…"),
    ])
    func `names browsers so that their users know them`(agent: String, name: String) {
        #expect(BrowserName.describe(agent) == name)
    }
}
