/// What the guards of all hosts have in common.
package struct GuardSettings: Sendable {
    /// Who may use a host that does not say it: e-mail addresses or user names, globs; `["*"]` = everybody.
    package var allowedUsers = ["*"]
    /// How many verified tokens a worker remembers.
    package var rememberedTokens = 8_192
    /// How far clocks may differ, seconds.
    package var leeway: Int64 = 30
    /// How often the assertion for upstreams is made anew, seconds; it is valid for twice as long.
    package var assertionRenewal: Int64 = 60
    /// How long a stream of events of an MCP server may be silent before a comment is put into it, milliseconds.
    package var eventStreamPause: Int64 = 20_000
    /// Origins whose pages may call any MCP server, besides its own: clients that run in browsers.
    package var resourceOrigins = [
        "http://localhost:6274", "http://127.0.0.1:6274", "https://claude.ai", "https://vscode.dev",
        "https://chatgpt.com",
    ]

    /// The defaults.
    package init() {}
}
