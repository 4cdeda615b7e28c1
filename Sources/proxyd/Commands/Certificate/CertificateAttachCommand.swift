internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd cert attach`.
struct CertificateAttachCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Use a certificate for a host.")

    @Argument(help: "Host name of the proxy.")
    var hostname: String

    @Argument(help: "Name of the certificate.")
    var name: String

    @OptionGroup var api: APIOptions

    var presentation: Presentation? { .sentence("\(hostname) uses \(name).") }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("proxy.cert.attach", hostname, body: ["cert_name": .string(name)])
    }
}
