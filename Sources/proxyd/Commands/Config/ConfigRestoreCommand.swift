internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd config restore`.
struct ConfigRestoreCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Write what the node serves back into a store that was emptied or rolled back.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .record }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("config.restore") }
}
