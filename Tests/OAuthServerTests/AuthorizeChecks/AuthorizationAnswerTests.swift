import Testing

@testable import OAuthServer

struct AuthorizationAnswerTests {
    // A16
    @Test(arguments: [
        ("https://a.test/cb", "https://a.test/cb?"), ("https://a.test/cb?x=1", "https://a.test/cb?x=1&"),
        ("https://a.test/cb?", "https://a.test/cb?"), ("https://a.test/cb?x&", "https://a.test/cb?x&"),
        ("cursor://a/cb", "cursor://a/cb?"), ("http://[::1]:5/", "http://[::1]:5/?"),
    ])
    func `keeps the query of the redirect URI`(uri: String, head: String) {
        let answer = AuthorizationAnswer(
            code: "c0de", redirectURI: uri, state: "a\r\nb c", issuer: "https://auth.example.com")
        #expect(
            answer.location == head + "code=c0de&state=a%0D%0Ab%20c&iss=https%3A%2F%2Fauth.example.com")
    }

    @Test func `has no state when the request had none`() {
        let answer = AuthorizationAnswer(
            OAuthError(.accessDenied, "no"), redirectURI: "https://a.test/cb", state: nil,
            issuer: "https://auth.example.com")
        #expect(
            answer.location
                == "https://a.test/cb?error=access_denied&error_description=no&iss=https%3A%2F%2Fauth.example.com")
        #expect(AuthorizationAnswer(redirectURI: answer.redirectURI, encoded: Array(answer.encoded.utf8)) == answer)
    }
}
