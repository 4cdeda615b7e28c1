internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd system health`.
struct SystemHealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Show the health of a node; status 1 when it cannot serve traffic.")

    @OptionGroup var api: APIOptions

    func run() async throws {
        let call = ManagementCall("health")
        guard !api.dryRun else { return print(call.dryRunText) }
        // A node that cannot serve says why in the same document.
        let answer = try await api.client(api.settings()).send(call, accepting: 200...599)
        api.show(answer.value, as: .record)
        guard answer.status == 200 else { throw CommandFailure(.refused, "") }
    }
}
