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

    /// The defaults.
    package init() {}
}
