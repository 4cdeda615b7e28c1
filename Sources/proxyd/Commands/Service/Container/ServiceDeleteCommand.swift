internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd service delete`.
struct ServiceDeleteCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove a service with its container and, unless told otherwise, its proxies.")

    @Argument(help: "Name of the service.")
    var name: String

    @Argument(help: "true removes it although routes name it.")
    var force: String?

    @Argument(help: "false keeps the proxies that lead to it.")
    var deleteProxy: String?

    @Flag(name: .customLong("force"), help: "Remove it although routes name it.")
    var isForced = false

    @Flag(help: "Keep the proxies that lead to it.")
    var keepProxy = false

    @Flag(help: "Delete its named volumes, too.")
    var deleteVolumes = false

    @OptionGroup var api: APIOptions

    func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let notice = "\(name): waiting for its engine to stop and remove the container, for at most 60 s"
        let answer = try await api.client(settings).send(call, meanwhile: notice)
        // What is left is told by 202.
        let reason = answer.value["reason"]?.stringValue.map { ": " + TerminalText.harmless($0) } ?? ""
        let words =
            answer.status == 204
            ? "Deleted \(name)." : "\(name) is being removed; its engine has not done it yet\(reason)."
        api.show(["message": .string(words)], as: .sentence(words))
    }

    func call(_ settings: Settings) throws -> ManagementCall {
        var query: [ManagementCall.Parameter] = [.init("wait", "60")]
        if try isForced || Choice.parse(force, default: false, for: "force") { query.append(.init("force", "true")) }
        if try keepProxy || !Choice.parse(deleteProxy, default: true, for: "delete-proxy") {
            query.append(.init("delete_proxy", "false"))
        }
        if deleteVolumes { query.append(.init("delete_volumes", "true")) }
        return ManagementCall("docker.delete", name, query: query)
    }
}
