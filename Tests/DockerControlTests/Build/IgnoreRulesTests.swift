import DockerControl
import Testing

@Suite struct `Leaving files out of a build` {
    private func rules(_ text: String) throws -> IgnoreRules { try IgnoreRules(Array(text.utf8)) }

    @Test(arguments: [
        ("secret", "secret", true), ("secret", "a/secret", false), ("secret", "secret/below", true),
        ("/secret/", "secret", true), ("./a", "a", true), ("*.log", "a.log", true), ("*.log", "a/b.log", false),
        ("**/*.log", "a/b.log", true), ("**/*.log", "b.log", true), ("a/**/z", "a/z", true),
        ("a/**/z", "a/b/c/z", true),
        ("a/**", "a/b", true), ("a?c", "abc", true), ("a?c", "ac", false), ("a[0-9]", "a7", true),
        ("a[^0-9]", "a7", false),
        ("a[^0-9]", "ab", true), ("\\*", "*", true), ("\\*", "a", false), ("# a", "# a", false), ("../a", "a", false),
        ("*", "anything", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXbX", false), ("a[b", "a[b", true),
        ("a/**", "a", false), ("**", "a", true), ("a/../secret", "secret", true), ("/../secret", "secret", true),
        ("a/..", "a", false), ("\u{FEFF}secret", "secret", true), ("\u{FEFF}# a", "# a", false), (" # a", "# a", true),
        ("*\n! keep", "keep", false), ("*\n! keep ", "other", true), ("a", "a/\u{301}b", true),
        ("\u{E9}", "e\u{301}", false),
    ])
    func `a pattern means what Docker says`(pattern: String, path: String, isIgnored: Bool) throws {
        #expect(try rules(pattern).ignores(path) == isIgnored, "\(pattern) \(path)")
    }

    @Test func `the last rule that fits counts`() throws {
        let rules = try rules("*\n!src\nsrc/private\n")
        #expect(rules.ignores("other"))
        #expect(!rules.ignores("src/main.c"))
        #expect(rules.ignores("src/private/key"))
        #expect(try self.rules("a\r\nb\n").ignores("b"))
    }

    @Test(arguments: [
        ("!src", "src", true), ("!src", "other", false), ("!src/main.c", "src", true),
        ("!src/main.c", "src/deep", false),
        ("!src/*.c", "src/deep", true), ("!src/*.c", "other", false), ("!**/kept", "any/folder", true),
        ("", "any", false),
        ("!srcs", "src", false),
    ])
    func `an ignored folder is entered where an exception can lie in it`(rule: String, folder: String, isEntered: Bool)
        throws
    {
        #expect(try rules("*\n" + rule).mayKeep(inside: folder) == isEntered)
    }

    @Test func `more rules than can be kept are an error`() throws {
        let many = String(repeating: "#\n\n", count: 20_000) + String(repeating: "a\n", count: 10_000)
        #expect(try rules(many).ignores("a"))
        #expect(throws: BuildContextFailure(path: ".dockerignore", reason: "more than 10000 rules")) {
            try rules(many + "!a\n")
        }
    }

    @Test func `a kept name stands for nothing but itself`() throws {
        var rules = try rules("*\n")
        rules.keep("./d/*")
        #expect(!rules.ignores("d/*"))
        #expect(rules.ignores("d/other"))
    }

    @Test func `what a build needs is kept`() throws {
        var rules = try rules("*\n")
        rules.keep("docker/Dockerfile")
        #expect(!rules.ignores("docker/Dockerfile"))
        #expect(rules.ignores("docker/other"))
        #expect(rules.ignores("Dockerfile"))
    }

    @Test func `a hostile pattern ends soon`() throws {
        let name = String(repeating: "a", count: 2_000)
        #expect(try !rules(String(repeating: "*a", count: 500) + "b").ignores(name))
        #expect(
            try !rules(String(repeating: "**/", count: 300) + "b").ignores(String(repeating: "a/", count: 300) + "a"))
    }
}
