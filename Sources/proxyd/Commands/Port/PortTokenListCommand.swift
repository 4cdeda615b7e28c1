internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd port token list`.
struct PortTokenListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens that open ports; their texts are not kept.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("port.token.list") }
}
