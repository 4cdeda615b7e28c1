internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd token show`.
struct TokenShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a token and what it owns; its text is kept nowhere.")

    @Argument(help: "Name of the token.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("token.show", name)
    }
}
