internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd port token show`.
struct PortTokenShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a token opens.")

    @Argument(help: "Name of the token.")
    var name: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("port.token.show", name) }
}
