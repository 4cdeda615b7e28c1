internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd config verify`.
struct ConfigVerifyCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Have a node look over its whole configuration.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("config.check") }
}
