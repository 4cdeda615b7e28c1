internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service orphans`.
struct ServiceOrphansCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "orphans",
        abstract: "List containers, networks and volumes of this installation that belong to no service.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("docker.orphans") }
}
