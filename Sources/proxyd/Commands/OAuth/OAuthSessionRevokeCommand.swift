internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth session revoke`.
struct OAuthSessionRevokeCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Sign a browser out.")

    @Argument(help: "Identifier of the session.")
    var session: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Ended \(session).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.session.revoke", session)
    }
}
