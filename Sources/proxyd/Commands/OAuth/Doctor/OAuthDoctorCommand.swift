internal import ArgumentParser
internal import Egress
internal import OAuthServer
internal import ProxyModel

/// The command `proxyd oauth doctor`.
struct OAuthDoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Tell which MCP clients can sign in at a URL, and why others cannot.",
        discussion: """
            Plays what each client does up to the sign-in: challenge, metadata, registration (ended again afterwards), \
            authorization, token errors. Needs nothing but the address; run it from where clients are. Clients: \
            \(DoctorClient.known.map(\.id).joined(separator: ", ")).

            Exits 0 when every client can sign in, 1 otherwise.
            """)

    @Argument(help: "Address of the MCP server, as it is typed into a client.")
    var url: String

    @Option(help: "Clients to play, with commas; all if none is given.")
    var clients: String?

    @Option(
        name: .customLong("ca-file"), help: "Authorities (PEM) that local clients trust, for certificates of one's own."
    )
    var caFile: String?

    @Option(name: .shortAndLong, help: "Form of the result: text, unless json, yaml or csv is asked for.")
    var output = OutputForm.auto

    func run() async throws {
        guard let target = DoctorTarget(url) else {
            throw CommandFailure(.usage, "proxyd: '\(url)' is not an http or https address of an MCP server")
        }
        try InputFile.requireAuthorities(caFile)
        let network = OAuthDoctorNetwork(fetcher: try Self.fetcher.get(), caFile: caFile)
        let verdicts = await Doctor(target, network: network.network).verdicts(on: try chosen())
        show(verdicts)
        guard verdicts.allSatisfy(\.passes) else { throw CommandFailure(.refused, "") }
    }

    private func chosen() throws(CommandFailure) -> [DoctorClient] {
        guard let clients else { return DoctorClient.known }
        var chosen: [DoctorClient] = []
        for word in clients.split(separator: ",") {
            guard let client = DoctorClient.known.first(where: { $0.id == word }) else {
                let known = DoctorClient.known.map(\.id).joined(separator: ", ")
                throw CommandFailure(.usage, "proxyd: --clients: '\(word)' is not one of \(known)")
            }
            chosen.append(client)
        }
        return chosen
    }

    private func show(_ verdicts: [DoctorVerdict]) {
        switch output {
        case .auto, .table: print(verdicts.map(\.text).joined(separator: "\n"))
        default: print(ResultText.render(.array(verdicts.map(\.json)), as: .document, in: output))
        }
    }

    /// Lives as long as the process: OpenSSL must not be taken down by the exit while the fetcher's thread uses it.
    private static let fetcher = Result { () throws(FetchFailure) in try HTTPFetcher() }
}
