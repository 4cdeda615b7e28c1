internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd resource show`.
struct ResourceShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a protected resource.")

    @Argument(help: "Address of the resource; https:// may be left out.")
    var uri: String

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("resource.show", uri)
    }
}
