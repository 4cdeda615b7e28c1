internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert account contacts`.
struct AccountContactsCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts", abstract: "Tell an authority whom it may write to.")

    @Argument(help: "Identifier of the account, as the list gives it.")
    var id: String

    @Argument(help: "E-mail addresses, separated by commas; none leaves none.")
    var emails = ""

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let contacts = emails.split(separator: ",").map { JSONValue.string(String($0)) }
        return ManagementCall("cert.account.contacts", id, body: ["contacts": .array(contacts)])
    }
}
