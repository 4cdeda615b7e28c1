internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth consent revoke`.
struct OAuthConsentRevokeCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take back what a user allowed a client.")

    @Argument(help: "Name or subject of a user.")
    var user: String

    @Argument(help: "Identifier of the client.")
    var client: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("The consent was taken back.") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.consent.revoke", query: [.init("user", user), .init("client_id", client)])
    }
}
