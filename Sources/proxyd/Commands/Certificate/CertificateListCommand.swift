internal import ArgumentParser
internal import ManagementAPI

struct CertificateListCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the certificates.")

    @OptionGroup var api: APIOptions

    var presentation: Presentation { .rows(["cert_name", "domains", "expires_at", "issuer", "key_type", "origin"]) }

    func call(_ settings: Settings) throws -> ManagementCall {
        ManagementCall("GET", "certificates")
    }
}
