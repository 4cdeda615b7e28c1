internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert account roll-key`.
struct AccountRollKeyCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "roll-key", abstract: "Put a new key in the place of an account's.")

    @Argument(help: "Identifier of the account, as the list gives it.")
    var id: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("cert.account.roll-key", id) }
}
