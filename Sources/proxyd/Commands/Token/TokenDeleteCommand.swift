internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd token delete`.
struct TokenDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a token.")

    @Argument(help: "Name of the token.")
    var name: String

    @Flag(help: "Delete what it owns, too.")
    var cascade = false

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("token.delete", name, query: cascade ? [.init("cascade", "true")] : [])
    }
}
