internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

struct CertificateCoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "List the proxies that a certificate covers.")

    @Argument(help: "Name of the certificate.")
    var name: String

    @OptionGroup var api: APIOptions

    func run() async throws {
        let certificate = ManagementCall("GET", "certificates", name)
        guard !api.dryRun else { return print(certificate.dryRunText) }
        let client = try api.client(api.settings())
        let domains = try await client.send(certificate).json?["domains"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let covered = try await client.collect(ManagementCall("GET", "proxy", "targets")).filter { proxy in
            proxy["hostname"]?.stringValue.map { host in domains.contains { Self.covers($0, host) } } ?? false
        }
        api.show(.array(covered), as: .rows(["hostname", "cert_name", "enable_https", "enabled"]))
    }

    /// Whether a certificate for a name, or for one label below it, is good for a host (RFC 9525 §6.3).
    static func covers(_ domain: String, _ host: String) -> Bool {
        guard domain.hasPrefix("*.") else { return domain == host }
        guard let dot = host.firstIndex(of: ".") else { return false }
        return host == domain || host[dot...] == domain.dropFirst()
    }
}
