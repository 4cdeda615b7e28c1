internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd ca show`.
struct AuthorityShowCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the root certificate of the local CA (PEM), for trust stores.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .document }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("ca.show")
    }
}
