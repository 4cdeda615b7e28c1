internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth user delete`.
struct OAuthUserDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an account, and end its sessions and tokens.")

    @Argument(help: "Name of the account.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.user.delete", name)
    }
}
