internal import ArgumentParser
internal import Egress
internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// What every command that talks to a node takes.
struct APIOptions: ParsableArguments {
    @Option(name: .customLong("api-url"), help: "Address of the management API (API_URL).")
    var address: String?

    @Option(
        help: """
            Bearer token; else an argument that begins with acm_, ADMIN_TOKEN, or the token in STATE_DIR/admin-token.
            """)
    var token: String?

    @Option(name: .customLong("ca-file"), help: "Authorities (PEM) that an https:// API is certified by.")
    var caFile: String?

    @Option(name: .shortAndLong, help: "Form of the result; auto is a table on a terminal, JSON otherwise.")
    var output = OutputForm.auto

    @Flag(help: "Print the request instead of sending it.")
    var dryRun = false

    /// Reads the settings that the client side needs.
    func settings() throws -> Settings { try Settings(SettingSources.process()) }

    /// A client with the address and the token of these options, of the settings, or of the state folder.
    func client(_ settings: Settings) throws -> ManagementClient {
        try InputFile.requireAuthorities(caFile)
        let given = try address.map { address in
            guard let url = SettingType.httpURL.parse(address) else {
                throw CommandFailure(.usage, "proxyd: --api-url: '\(address)' is not \(SettingType.httpURL.label)")
            }
            return url
        }
        let url = given ?? settings.management.apiURL ?? settings.localAPIURL
        return ManagementClient(
            address: url, token: try token ?? bearer(settings), caFile: caFile, fetcher: try Self.fetcher.get())
    }

    /// Prints a result in the form that was asked for.
    func show(_ json: JSONValue, as presentation: Presentation) {
        let isForProgram = output == .auto && presentation != .document && isatty(STDOUT_FILENO) == 0
        let form = isForProgram ? .json : output
        print(ResultText.render(json, as: presentation, in: form))
    }

    /// Lives as long as the process: OpenSSL must not be taken down by the exit while the fetcher's thread uses it.
    private static let fetcher = Result { () throws(FetchFailure) in try HTTPFetcher() }

    private func bearer(_ settings: Settings) throws -> String? {
        if let token = settings.management.adminToken { return token.reveal() }
        let folder = try StateFolder.resolvedPath(settings.security)
        return try StateFolder.adminTokenFile(in: folder).read()
    }
}

extension Settings {
    /// The management listener of this machine.
    var localAPIURL: String {
        let host =
            switch listeners.apiBindAddress {
            case .everywhere, .literal("0.0.0.0"), .literal("::"): "127.0.0.1"
            case .literal(let address): address.contains(":") ? "[\(address)]" : address
            }
        return "http://\(host):\(listeners.apiPort)"
    }
}
