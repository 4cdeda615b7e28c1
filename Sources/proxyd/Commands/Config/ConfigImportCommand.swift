internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd config import`.
struct ConfigImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Load a configuration that was saved; --dry-run lets the server check it.")

    @Argument(help: "File to read; - is standard input.")
    var file: String

    @Argument(help: "Accepted for older scripts: records that differ are changed, nothing is asked.")
    var force: String?

    @Flag(help: "Delete what the file does not hold.")
    var replace = false

    @Flag(help: "Leave records alone that are there already.")
    var skipExisting = false

    @OptionGroup var api: APIOptions

    func run() async throws {
        let body: JSONValue
        do {
            body = try JSONValue(parsing: Array(InputFile.read(file).utf8), maximumBytes: 256 << 20)
        } catch let problem as JSONProblem {
            throw CommandFailure(.usage, "proxyd: '\(file)' is not JSON: \(problem)")
        }
        var call = ManagementCall("config.import", body: body)
        if api.dryRun { call.query.append(.init("dry_run", "true")) }
        if replace { call.query.append(.init("mode", "replace")) }
        if skipExisting { call.query.append(.init("skip_existing", "true")) }
        let answer = try await api.client(api.settings()).send(call)
        api.show(answer.value, as: .record)
    }
}
