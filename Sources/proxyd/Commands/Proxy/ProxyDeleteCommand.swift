internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd proxy delete`.
struct ProxyDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a proxy.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "true deletes its certificate too.")
    var deleteCertificate: String?

    @Argument(help: "Accepted and ignored: nothing is asked.")
    var force: String?

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("Deleted \(hostname).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        let isWhole = try Choice.parse(deleteCertificate, default: false, for: "delete-certificate")
        return ManagementCall("proxy.delete", hostname, query: [.init("delete_certificate", "\(isWhole)")])
    }
}
