internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd ca status`.
struct AuthorityStatusCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show until when root and intermediate of the local CA are valid.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("ca.status") }
}
