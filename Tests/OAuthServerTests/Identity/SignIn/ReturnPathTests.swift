import Testing

@testable import OAuthServer

@Suite struct `Return paths` {
    @Test(arguments: [
        "/", "/account", "/a/b?c=d&e=%2F%2Fevil", "/proxy-signin?host=a.example&return_to=%2F%2Fx", "/a//b", "/%41",
        "/a?x=//evil.example", "/a#b",
    ])
    func `paths of this origin are taken as they are`(text: String) {
        #expect(ReturnPath(text)?.text == text)
    }

    @Test(arguments: [
        "", "evil", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "/\n/evil.example", "/%09/evil.example", "/%0a/evil.example", "/%0D%0ASet-Cookie:a=b", "/%5cevil.example",
        "/%2Fevil.example", "/%2f%2fevil.example", "https:evil.example", "https://evil.example", "javascript:alert(1)",
        " /account", "/acc ount", "/a\r\nb", "/\u{2028}", "/ä", "/%", "/%zz", "/%+1", "/a\"b", "/<script>",
    ])
    func `everything else is refused`(text: String) {
        #expect(ReturnPath(text) == nil)
    }

    @Test func `too long a path is refused`() {
        #expect(ReturnPath("/" + String(repeating: "a", count: 2_047)) != nil)
        #expect(ReturnPath("/" + String(repeating: "a", count: 2_048)) == nil)
    }

    @Test func `what cannot be read leads to the account`() {
        for parameters in [
            [], [("return_to", "//evil.example")], [("return_to", "/a"), ("return_to", "/b")],
            [("transaction", "a b")], [("transaction", "")], [("transaction", "a"), ("transaction", "b")],
            [("transaction", String(repeating: "a", count: 129))],
        ] as [[(name: String, value: String)]] {
            #expect(SignInDestination(OAuthParameters(parameters)) == .account)
        }
        #expect(
            SignInDestination(OAuthParameters([("transaction", "a-B_9")])).location
                == "/authorize/continue?transaction=a-B_9")
    }
}
