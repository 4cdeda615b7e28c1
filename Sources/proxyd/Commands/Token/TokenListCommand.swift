internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd token list`.
struct TokenListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("token.list")
    }
}
