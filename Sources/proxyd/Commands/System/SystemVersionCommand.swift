internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd system version`.
struct SystemVersionCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the version of a running node.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("system.version")
    }
}
