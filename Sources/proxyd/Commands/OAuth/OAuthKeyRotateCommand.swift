internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd oauth key rotate`.
struct OAuthKeyRotateCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Let new keys sign access tokens.", aliases: ["generate"])

    @Flag(help: "The old keys are known to others: they count no more, which ends every token.")
    var compromised = false

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .text(member: "message") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("oauth.key.rotate", query: compromised ? [.init("compromised", "true")] : [])
    }
}
