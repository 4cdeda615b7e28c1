internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert remove-domain`.
struct CertificateRemoveDomainCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-domain", abstract: "Take a name out of a certificate; with its last name it is deleted.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @Argument(help: "The name to take out.")
    var domain: String

    @Argument(help: "true does it although proxies are pinned to it that it will not cover.")
    var force: String?

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall {
        let isForced = try Choice.parse(force, default: false, for: "force")
        return ManagementCall("cert.domain.remove", name, domain, query: isForced ? [.init("force", "true")] : [])
    }
}
