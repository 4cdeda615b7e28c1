internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

struct ConfigImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Load a configuration that was saved; --dry-run lets the server check it.")

    @Argument(help: "File to read; - is standard input.")
    var file: String

    @Argument(help: "true replaces what is there and differs.")
    var force: String?

    @OptionGroup var api: APIOptions

    func run() async throws {
        let body: JSONValue
        do {
            body = try JSONValue(parsing: Array(InputFile.read(file).utf8), maximumBytes: 256 << 20)
        } catch let problem as JSONProblem {
            throw CommandFailure(.usage, "proxyd: '\(file)' is not JSON: \(problem)")
        }
        var call = ManagementCall("POST", "config", "import", body: body)
        if api.dryRun { call.query.append(.init("dry_run", "true")) }
        if try Choice.parse(force, default: false, for: "force") { call.query.append(.init("force", "true")) }
        let answer = try await api.client(api.settings()).send(call)
        api.show(answer.json ?? .null, as: .record)
    }
}
