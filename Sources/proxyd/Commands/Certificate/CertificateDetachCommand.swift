internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd cert detach`.
struct CertificateDetachCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "detach", abstract: "Let a host use whichever certificate covers it.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("\(hostname) uses whichever certificate covers it.") }

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("proxy.cert.detach", hostname) }
}
