internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth client prune`; a dry run is the server's, which alone knows what it would forget.
struct OAuthClientPruneCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget registrations that were disabled long ago, and stay refused, and metadata nobody uses.",
        discussion: "With --dry-run the server only tells what it would forget.")

    @Argument(help: "How many days ago they were disabled, at least.")
    var days = 90

    @OptionGroup var api: APIOptions

    mutating func run() async throws {
        let settings = try api.settings()
        api.show(try await api.client(settings).send(call(settings)).value, as: .record)
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        let dryRun: [ManagementCall.Parameter] = api.dryRun ? [.init("dry_run", "true")] : []
        return ManagementCall("oauth.client.prune", query: [.init("days", String(days))] + dryRun)
    }
}
