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
    /// The longest content of a request that rules about tools are applied to, in bytes; longer ones are refused.
    package var maximumCall = 1024 * 1024
    /// Content of all calls and answers that a worker holds at a time, in bytes; apart from what our own services may
    /// have, so that nobody's calls are in the way of signing in.
    ///
    /// Calls take half of it at most.
    package var maximumCallContent = 64 * 1024 * 1024
    /// The longest list of tools, and the longest event of a stream that may hold one, in bytes.
    package var maximumToolList = 4 * 1024 * 1024
    /// Origins whose pages may call any MCP server, besides its own: clients that run in browsers.
    package var resourceOrigins = [
        "http://localhost:6274", "http://127.0.0.1:6274", "https://claude.ai", "https://vscode.dev",
        "https://chatgpt.com",
    ]
    /// Is told what the guard decides about tokens that are new to a worker, and of calls that it refuses, within bounds;
    /// called on the worker's thread, so it only hands over.
    package var decided: (@Sendable (GuardDecision) -> Void)?
    /// How many decisions of each kind a worker tells within a minute: of tokens that are let in, of those that are refused,
    /// and of what strangers send.
    package var toldDecisions = 60

    /// The defaults.
    package init() {}
}
