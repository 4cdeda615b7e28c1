internal import ArgumentParser
internal import ManagementAPI

/// The command `proxyd service show`.
struct ServiceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a service in a container and how it is, or an external one.")

    @Argument(help: "Name of the service.")
    var name: String

    @OptionGroup var api: APIOptions

    func run() async throws {
        let call = ManagementCall("docker.show", name)
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(try api.settings())
        api.show(
            try await ServiceKind.send(call, orExternal: ManagementCall("service.show", name), client), as: .record)
    }
}
