internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert account show`.
struct AccountShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an account at an authority; its key is never shown.")

    @Argument(help: "Identifier of the account, as the list gives it.")
    var id: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.account.show", id) }
}
