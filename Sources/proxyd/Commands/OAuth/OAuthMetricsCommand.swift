internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth metrics`.
struct OAuthMetricsCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Count clients, users, and what happened today.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.metrics")
    }
}
