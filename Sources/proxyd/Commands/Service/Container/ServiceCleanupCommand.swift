internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service cleanup`.
struct ServiceCleanupCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "cleanup", abstract: "Remove containers and networks that belong to no service.")

    @Flag(help: "Remove volumes, too; what is in them is lost.")
    var deleteVolumes = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("docker.cleanup", query: deleteVolumes ? [.init("delete_volumes", "true")] : [])
    }
}
