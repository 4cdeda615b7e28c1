import DockerControl
import Testing

@Suite struct `Leaving files out of a build` {
    private func rules(_ text: String) -> IgnoreRules { IgnoreRules(Array(text.utf8)) }

    @Test(arguments: [
        ("secret", "secret", true), ("secret", "a/secret", false), ("secret", "secret/below", true),
        ("/secret/", "secret", true), ("./a", "a", true), ("*.log", "a.log", true), ("*.log", "a/b.log", false),
        ("**/*.log", "a/b.log", true), ("**/*.log", "b.log", true), ("a/**/z", "a/z", true),
        ("a/**/z", "a/b/c/z", true),
        ("a/**", "a/b", true), ("a?c", "abc", true), ("a?c", "ac", false), ("a[0-9]", "a7", true),
        ("a[^0-9]", "a7", false),
        ("a[^0-9]", "ab", true), ("\\*", "*", true), ("\\*", "a", false), ("# a", "# a", false), ("../a", "a", false),
        ("*", "anything", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXbX", false), ("a[b", "a[b", true),
    ])
    func `a pattern means what Docker says`(pattern: String, path: String, isIgnored: Bool) {
        #expect(rules(pattern).ignores(path) == isIgnored, "\(pattern) \(path)")
    }

    @Test func `the last rule that fits counts`() {
        let rules = rules("*\n!src\nsrc/private\n")
        #expect(rules.ignores("other"))
        #expect(!rules.ignores("src/main.c"))
        #expect(rules.ignores("src/private/key"))
        #expect(rules.hasExceptions)
        #expect(!self.rules("a\r\nb\n").hasExceptions)
        #expect(self.rules("a\r\nb\n").ignores("b"))
    }

    @Test func `what a build needs is kept`() {
        var rules = rules("*\n")
        rules.keep("docker/Dockerfile")
        #expect(!rules.ignores("docker/Dockerfile"))
        #expect(rules.ignores("docker/other"))
        #expect(rules.ignores("Dockerfile"))
    }

    @Test func `a hostile pattern ends soon`() {
        let name = String(repeating: "a", count: 2_000)
        #expect(!rules(String(repeating: "*a", count: 500) + "b").ignores(name))
        #expect(!rules(String(repeating: "**/", count: 300) + "b").ignores(String(repeating: "a/", count: 300) + "a"))
    }
}
