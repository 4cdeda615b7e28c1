internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd token generate`.
struct TokenGenerateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a token; it is shown this once.",
        aliases: ["create"])

    @Argument(help: "Name of the token.")
    var name: String

    @Argument(help: "E-mail address for certificates; ADMIN_EMAIL if none is given.")
    var email: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .text(member: "token") }

    func call(_ settings: Settings) throws -> ManagementCall {
        guard let email = email ?? settings.management.adminEmail else {
            throw CommandFailure(.usage, "proxyd: an e-mail address is needed: pass one, or set ADMIN_EMAIL")
        }
        return ManagementCall("token.create", body: ["name": .string(name), "cert_email": .string(email)])
    }
}
