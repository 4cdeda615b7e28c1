import Testing

@testable import ManagementAPI
@testable import proxyd

struct `The words of the command line` {
    @Test(arguments: [
        (["proxy", "create", "h", "u", "acm_1"], ["proxy", "create", "h", "u", "--token", "acm_1"]),
        (["proxy", "create", "h", "acm_1", "u"], ["proxy", "create", "h", "u", "--token", "acm_1"]),
        (
            ["proxy", "create", "h", "u", "", "acm_1", "--internal"],
            ["proxy", "create", "h", "u", "--internal", "--token", "acm_1"]
        ),
        (["token", "list", "--token", "acm_1"], ["token", "list", "--token", "acm_1"]),
        (["token", "list", "--token", "acm_1", "acm_2"], ["token", "list", "--token", "acm_1"]),
        (["token", "list", "--dry-run", "acm_1"], ["token", "list", "--dry-run", "--token", "acm_1"]),
        (["route", "update", "r", "--description", ""], ["route", "update", "r", "--description", ""]),
        (["serve", "", ""], ["serve"]),
        (["service", "delete", "web", "", "false"], ["service", "delete", "web", "", "false"]),
        (["service", "delete", "web", "", "false", ""], ["service", "delete", "web", "", "false"]),
        (["token", "list", "", "--output", "json"], ["token", "list", "--output", "json"]),
        (
            ["service", "logs", "w", "", "acm_1", "true"],
            ["service", "logs", "w", "", "true", "--token", "acm_1"]
        ),
        (["proxy", "delete", "--token-at=2", "h", "", "true"], ["proxy", "delete", "h", "true"]),
        (["proxy", "delete", "--token-at=2", "h", "", "", "true"], ["proxy", "delete", "h", "", "true"]),
        (["proxy", "delete", "--token-at=2", "h", "true"], ["proxy", "delete", "h", "true"]),
        (["proxy", "delete", "--token-at=2"], ["proxy", "delete"]),
    ])
    func `a token is recognised wherever it stands, and an empty argument keeps its place`(
        words: [String], regular: [String]
    ) {
        #expect(CommandWords.regular(words) == regular)
    }

    @Test(arguments: [
        (["proxy", "list", "acm_1"], "passed as an argument"), (["proxy", "list", "--token", "x"], "passed as"),
        (["proxy", "list", "--token=x"], "passed as"),
    ])
    func `a refused token is told from where it came`(words: [String], part: String) {
        let refusal = ManagementFailure.refused(.init(status: 401))
        #expect(CommandFailure(refusal, words: words).message.contains(part))
        #expect(!CommandFailure(refusal, words: ["proxy", "list"]).message.contains("argument"))
    }

    @Test func `settings are given with a space or an equals sign`() throws {
        let values = try SettingFlags.values(["--http-port", "81", "--access-log=off", "--bind-address=::1"])
        #expect(values == ["HTTP_PORT": "81", "ACCESS_LOG": "off", "BIND_ADDRESS": "::1"])
    }

    @Test(arguments: [
        (["--http-prot", "81"], "--http-prot"), (["81"], "'81'"), (["--http-port"], "needs a value"),
        (["--admin-token", "acm_x"], "ADMIN_TOKEN is a secret"), (["--redis-url=redis://x"], "REDIS_URL is a secret"),
    ])
    func `what is no setting is refused as wrong usage`(words: [String], part: String) {
        let failure = #expect(throws: CommandFailure.self) { try SettingFlags.values(words) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(part) == true)
        #expect(failure?.message.contains("redis://x") == false)
    }

    @Test(arguments: [("true", true), ("false", false), ("staging=true", true), ("yes", true), ("0", false)])
    func `yes and no are written in several ways`(text: String, choice: Bool) {
        #expect(Choice.parse(text) == choice)
    }

    @Test func `what is neither yes nor no is refused`() {
        #expect(Choice.parse("perhaps") == nil)
        #expect(throws: CommandFailure.self) { try Choice.parse("perhaps", default: true, for: "staging") }
    }
}
