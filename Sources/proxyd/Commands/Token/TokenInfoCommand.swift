internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd token info`.
struct TokenInfoCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show whose token is in use.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("token.info")
    }
}
