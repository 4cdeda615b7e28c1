internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert account deactivate`.
struct AccountDeactivateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate", abstract: "End an account for good; the next order makes another one.")

    @Argument(help: "Identifier of the account, as the list gives it.")
    var id: String

    @Argument(help: "true ends it although certificates are obtained by it.")
    var forced: String?

    @Flag(help: "The same as an option.")
    var force = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let isForced = try Choice.parse(forced, default: force, for: "force")
        return ManagementCall("cert.account.deactivate", id, query: isForced ? [.init("force", "true")] : [])
    }
}
