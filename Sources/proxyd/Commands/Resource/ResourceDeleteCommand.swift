internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd resource delete`.
struct ResourceDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Announce a protected resource no longer.")

    @Argument(help: "Address of the resource; https:// may be left out.")
    var uri: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("\(uri) is announced no longer.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("resource.delete", uri)
    }
}
