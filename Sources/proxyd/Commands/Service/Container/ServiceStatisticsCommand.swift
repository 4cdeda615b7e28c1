internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service stats`.
struct ServiceStatisticsCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the container of a service uses.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("docker.stats", name) }
}
