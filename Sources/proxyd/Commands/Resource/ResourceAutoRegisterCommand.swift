internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd resource auto-register`.
struct ResourceAutoRegisterCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "auto-register", abstract: "Announce every guarded host with HTTPS that is none yet.")

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("resource.auto-register")
    }
}
