import Testing

@testable import proxyd

struct `Words after a certificate's name` {
    @Test(
        arguments: [
            (["a.test"], ["a.test"], nil, nil),
            (["a.test", "me@a.test", "true"], ["a.test"], "me@a.test", true),
            (["a.test", "false", "me@a.test"], ["a.test"], "me@a.test", false),
            (["a.test,b.test, c.test"], ["a.test", "b.test", "c.test"], nil, nil),
            (["a.test", "b.test", "staging=true"], ["a.test", "b.test"], nil, true),
            (["a.test", "production"], ["a.test"], nil, false),
            (["a.test,,"], ["a.test"], nil, nil),
        ] as [([String], [String], String?, Bool?)])
    func `mean the same in any order`(words: [String], domains: [String], email: String?, staging: Bool?) {
        let parsed = CertificateWords(words)
        #expect(parsed.domains == domains)
        #expect(parsed.email == email)
        #expect(parsed.isStaging == staging)
    }
}
