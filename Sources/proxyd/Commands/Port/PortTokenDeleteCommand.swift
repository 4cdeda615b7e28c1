internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd port token delete`.
struct PortTokenDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a token: it opens no port any more.", aliases: ["revoke"])

    @Argument(help: "Name of the token.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("port.token.delete", name) }
}
