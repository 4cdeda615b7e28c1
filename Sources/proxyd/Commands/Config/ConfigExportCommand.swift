internal import ArgumentParser
internal import FoundationEssentials
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd config export`.
struct ConfigExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Save the whole configuration as JSON.")

    @Argument(help: "File to write; standard output if none is given.")
    var file: String?

    @Option(help: "File to write if none is given.")
    var defaultFile: String?

    @Flag(help: "With certificates and their keys, sealed under this installation's SECRET_KEY.")
    var includeSecrets = false

    @Flag(help: "With the digests of tokens.")
    var includeTokens = false

    @OptionGroup var api: APIOptions

    func run() async throws {
        var call = ManagementCall("config.export")
        if includeSecrets { call.query.append(.init("include_secrets", "true")) }
        if includeTokens { call.query.append(.init("include_tokens", "true")) }
        guard !api.dryRun else { return print(call.dryRunText) }
        let answer = try await api.client(api.settings()).send(call)
        guard let file = file ?? defaultFile else {
            return api.show(answer.value, as: .document)
        }
        let bytes = Array(((answer.json?.prettyText ?? answer.text) + "\n").utf8)
        // What it holds is nobody else's business, so the file is made for its owner alone before it is filled.
        guard
            FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
            (try? Data(bytes).write(to: URL(filePath: file))) != nil
        else { throw CommandFailure(.refused, "proxyd: the file '\(file)' cannot be written") }
        print("Saved to \(file).")
    }
}
